using AutomationPlatform.Application.Audit;
using AutomationPlatform.Cli.Console;

namespace AutomationPlatform.Cli.Database;

/// <summary><c>apc db migrate</c>.</summary>
internal sealed class DbMigrateCommand()
    : ApcCommand(
        "migrate",
        "Apply the schema of this program; nothing happens where it is applied. A SQLite file is copied before an upgrade.",
        new Example("apc db migrate --db postgresql://apc@localhost/automation_db", "make or upgrade the tables")
    )
{
    internal override AuditAction? Audited => AuditActions.DatabaseMigrate;

    internal override async Task<int> ExecuteAsync(Invocation call, CancellationToken cancellationToken)
    {
        var applied = await SchemaGate.MigrateAsync(call.Connect(), cancellationToken);
        var database = (await call.OpenAsync(cancellationToken)).Database;
        if (call.Json)
            call.WriteJson(new MigrationDocument(database.Description, applied));
        else if (applied.Count == 0)
            call.Terminal.Say($"{database.Description}: nothing to do.");
        foreach (var name in call.Json ? [] : applied)
            call.Terminal.Say($"{database.Description}: applied {name}");
        return ExitCode.Done;
    }
}

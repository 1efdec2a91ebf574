using AutomationPlatform.Application.Database;
using AutomationPlatform.Cli.Console;

namespace AutomationPlatform.Cli.Database;

/// <summary><c>apc db status</c>.</summary>
internal sealed class DbStatusCommand()
    : ApcCommand(
        "status",
        "Show where the database is, its size and the state of its schema. Changes nothing.",
        new Example("apc db status", "the default database"),
        new Example("apc db status --db file:/run/secrets/db-url --json", "for scripts")
    )
{
    internal override async Task<int> ExecuteAsync(Invocation call, CancellationToken cancellationToken)
    {
        var status = await call.Connect().Database.GetStatusAsync(cancellationToken);
        if (call.Json)
            call.WriteJson(DatabaseStatusDocument.Of(status));
        else
            Write(call.Terminal, status);
        return ExitCode.Done;
    }

    private static void Write(Terminal terminal, DatabaseStatus status)
    {
        new Fieldset()
            .Add("Kind", $"{status.Kind} {status.ServerVersion}")
            .Add("Location", status.Location)
            .Add("Size", Figures.Size(status.SizeBytes))
            .Add("Schema", $"version {status.SchemaVersion}; this program knows {status.ProgramSchemaVersion}")
            .Add("Pending", status.Pending.Count == 0 ? "nothing" : string.Join(", ", status.Pending))
            .WriteTo(terminal.Output);
        if (status.Pending.Count > 0)
            terminal.Note("Apply what is pending with: apc db migrate");
    }
}

using System.CommandLine;
using AutomationPlatform.Cli.Console;

namespace AutomationPlatform.Cli.Database;

/// <summary><c>apc db backup</c>.</summary>
internal sealed class DbBackupCommand : ApcCommand
{
    private readonly Option<string> to = new("--to")
    {
        Description = "The file to write; it must not exist",
        HelpName = "FILE",
        Required = true,
    };

    internal DbBackupCommand()
        : base(
            "backup",
            "Copy the whole database to a file, consistent while it is in use.",
            new Example("apc db backup --to apc-2026-01-31.db", "SQLite: a database file; PostgreSQL: a pg_dump")
        ) => Add(to);

    internal override async Task<int> ExecuteAsync(Invocation call, CancellationToken cancellationToken)
    {
        var database = call.Connect().Database;
        var path = Path.GetFullPath(call.Required(to));
        await database.BackUpAsync(path, cancellationToken);
        var size = new FileInfo(path).Length;
        if (call.Json)
            call.WriteJson(new BackupDocument(database.Description, path, size));
        else
            call.Terminal.Say($"{database.Description}: copied to {path} ({Figures.Size(size)}).");
        return ExitCode.Done;
    }
}

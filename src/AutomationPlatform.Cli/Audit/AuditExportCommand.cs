using System.CommandLine;
using AutomationPlatform.Application;
using AutomationPlatform.Application.Audit;
using AutomationPlatform.Cli.Console;
using AutomationPlatform.Cli.Runs;
using AutomationPlatform.Domain.Execution;

namespace AutomationPlatform.Cli.Audit;

/// <summary><c>apc audit export</c>.</summary>
internal sealed class AuditExportCommand : ApcCommand
{
    private readonly Argument<string> id = RunArguments.Id();

    private readonly Option<string> to = new("--to")
    {
        Description = "The file to write, JSON Lines; it must not exist",
        HelpName = "FILE",
        Required = true,
    };

    internal AuditExportCommand()
        : base(
            "export",
            "Write a run with everything that proves it to a file, which can be verified without the database.",
            new Example("apc audit export 0199f3c2 --to run.jsonl", "items, histories, seals and public keys"),
            new Example("apc audit verify --file run.jsonl", "anywhere, without the database")
        )
    {
        Add(id);
        Add(to);
    }

    internal override async Task<int> ExecuteAsync(Invocation call, CancellationToken cancellationToken)
    {
        var path = Path.GetFullPath(call.Required(to));
        if (File.Exists(path))
            throw new ConflictException($"{path} exists; choose another name");
        var platform = await call.OpenAsync(cancellationToken);
        var run = await platform.Runs.ResolveAsync(call.Value(id), cancellationToken);
        var exported = await ProgressDisplay.WhileAsync(
            call.Terminal,
            Path.GetFileName(path),
            progress => WriteAsync(platform, run, path, progress, cancellationToken)
        );
        if (call.Json)
            call.WriteJson(
                new AuditExportDocument(
                    run.Value,
                    path,
                    exported.Items,
                    exported.HistoryRows,
                    exported.Bytes,
                    Convert.ToHexStringLower(exported.Sha256)
                )
            );
        else
            call.Terminal.Say(
                $"{Figures.Items(exported.Items)} with {Figures.Count(exported.HistoryRows, "row", "rows")} of history written to {path}."
            );
        return ExitCode.Done;
    }

    // A file that was begun and not ended proves nothing and is in the way of the next try.
    private static async Task<ExportedRun> WriteAsync(
        Platform platform,
        RunId run,
        string path,
        IProgress<Progress> progress,
        CancellationToken cancellationToken
    )
    {
        try
        {
            await using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write);
            return await platform.Get<RunExport>().WriteAsync(run, file, new Shown(progress), cancellationToken);
        }
        catch (Exception error) when (error is not IOException)
        {
            File.Delete(path);
            throw;
        }
    }

    private sealed class Shown(IProgress<Progress> progress) : IProgress<long>
    {
        public void Report(long value) => progress.Report(new Progress(value, Total: null, Unit: "items"));
    }
}

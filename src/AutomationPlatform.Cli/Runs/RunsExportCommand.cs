using System.CommandLine;
using AutomationPlatform.Application;
using AutomationPlatform.Application.Privacy;
using AutomationPlatform.Cli.Console;
using AutomationPlatform.Cli.Privacy;

namespace AutomationPlatform.Cli.Runs;

/// <summary><c>apc runs export</c>.</summary>
internal sealed class RunsExportCommand : ApcCommand
{
    private readonly Argument<string> id = RunArguments.Id();
    private readonly Reveal reveal;
    private readonly Option<bool> force = new("--force") { Description = "Replace the file if it exists" };
    private readonly Option<string> to = new("--to")
    {
        Description = "The file to write; its ending chooses the form: .csv or .jsonl",
        HelpName = "FILE",
        Required = true,
    };

    internal RunsExportCommand()
        : base(
            "export",
            "Write every item of a run to a file: status, attempts, payload, result, error.",
            new Example("apc runs export 0199f3c2 --to items.csv", "for a spreadsheet"),
            new Example("apc runs export 0199f3c2 --to items.jsonl", "a JSON object per line")
        )
    {
        Add(id);
        Add(to);
        Add(force);
        reveal = new Reveal(this);
    }

    internal override async Task<int> ExecuteAsync(Invocation call, CancellationToken cancellationToken)
    {
        var path = Path.GetFullPath(call.Required(to));
        var form = ExportForm.Of(path);
        if (File.Exists(path) && !call.Value(force))
            throw new ConflictException($"{path} exists; choose another name, or replace it with --force");
        var runs = (await call.OpenAsync(cancellationToken)).Runs;
        var run = await runs.GetAsync(await runs.ResolveAsync(call.Value(id), cancellationToken), cancellationToken);
        var mask = await reveal.OfRunAsync(call, run.Id, cancellationToken);
        var rows = await ProgressDisplay.WhileAsync(
            call.Terminal,
            Path.GetFileName(path),
            progress =>
                ExportFile.WriteAsync(
                    path,
                    form,
                    runs.ExportAsync(run.Id, cancellationToken).Select(item => item.Masked(mask)),
                    rows => progress.Report(new Progress(rows, run.Items.Total)),
                    cancellationToken
                )
        );
        if (call.Json)
            call.WriteJson(new ExportDocument(run.Id.Value, path, rows));
        else
            call.Terminal.Say($"{Figures.Items(rows)} written to {path}.");
        return ExitCode.Done;
    }
}

/// <summary>What <c>runs export --json</c> says.</summary>
internal sealed record ExportDocument(Guid RunId, string Path, long Items);

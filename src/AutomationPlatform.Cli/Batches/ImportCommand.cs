using System.CommandLine;
using AutomationPlatform.Application.Audit;
using AutomationPlatform.Application.Definition;
using AutomationPlatform.Cli.Console;

namespace AutomationPlatform.Cli.Batches;

/// <summary><c>apc import</c>.</summary>
internal sealed class ImportCommand : ApcCommand
{
    private readonly Argument<string> automation = BatchArguments.Automation();
    private readonly Argument<string[]> files = new("FILE")
    {
        Description = "CSV with a header, JSON Lines, or a JSON array; several become one batch",
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly Option<string?> batch = new("--batch")
    {
        Description = "The batch's name (default: the file's name without its extension)",
        HelpName = "NAME",
    };

    private readonly Option<bool> append = new("--append")
    {
        Description = "Add to an existing batch; rows whose key it has already are left out",
    };

    private readonly Option<bool> dryRun = new("--dry-run") { Description = "Check everything and write nothing" };
    private readonly Option<string?> payload = ImportOptions.BatchPayload();
    private readonly Option<string[]> mappings = ImportOptions.Mappings();
    private readonly Option<string> onInvalid = ImportOptions.OnInvalid();

    internal ImportCommand()
        : base(
            "import",
            "Import rows as a batch: all of them or nothing is seen.",
            new Example("apc import 'Customer import' q1.csv --batch Q1-2024", "a new batch"),
            new Example("apc import 'Customer import' more.csv --batch Q1-2024 --append", "more rows for it"),
            new Example("apc import 'Customer import' q2.csv --on-invalid skip", "leave bad rows out"),
            new Example("apc import 'Customer import' q2.csv --dry-run", "only check")
        )
    {
        Add(automation);
        Add(files);
        foreach (var option in (Option[])[batch, append, payload, mappings, onInvalid, dryRun])
            Add(option);
    }

    internal override AuditAction? Audited => AuditActions.BatchImport;

    internal override async Task<int> ExecuteAsync(Invocation call, CancellationToken cancellationToken)
    {
        var platform = await call.OpenAsync(cancellationToken);
        var owner = await platform.Definitions.GetAutomationAsync(
            call.Value(automation),
            includeInactive: false,
            cancellationToken
        );
        var request = new ImportRequest
        {
            AutomationId = owner.Summary.Id,
            DefinitionNumber = owner.Summary.DefinitionNumber,
            Definition = owner.Definition,
            Files = call.Value(files),
            Batch = call.Value(batch),
            Payload = await ImportOptions.ReadPayloadAsync(call.Value(payload), cancellationToken),
            Mappings = ImportOptions.ToMappings(call.Value(mappings)),
            OnInvalid = ImportOptions.ToOnInvalid(call.Value(onInvalid)),
            Append = call.Value(append),
            DryRun = call.Value(dryRun),
            Actor = platform.Actor,
        };
        var result = await Importing.ExecuteAsync(call, platform.Import, request, cancellationToken);
        Show(call, owner.Summary.Name, request, result);
        return ExitCode.Done;
    }

    private static void Show(Invocation call, string automation, ImportRequest request, ImportResult result)
    {
        if (call.Json)
            call.WriteJson(ImportDocument.Of(result, request.DryRun));
        else
            call.Terminal.Say(Sentence(request, result));
        if (!request.DryRun)
            call.Terminal.Note($"Run it with: apc run '{automation}' --batch '{result.Batch}'");
    }

    private static string Sentence(ImportRequest request, ImportResult result)
    {
        var sentence =
            $"Batch '{result.Batch}': {Figures.Count(result.Rows, "row", "rows")} "
            + (
                request.DryRun ? "would be imported"
                : request.Append ? "added"
                : "imported"
            );
        if (result.LeftOut > 0)
            sentence += $", {Figures.Number(result.LeftOut)} left out whose key it has";
        if (result.Rejected > 0)
            sentence += $", {Figures.Number(result.Rejected)} rejected";
        return sentence + ".";
    }
}

/// <summary>What <c>import --json</c> says.</summary>
internal sealed record ImportDocument(
    Guid? BatchId,
    string Batch,
    long Rows,
    long LeftOut,
    long Rejected,
    IReadOnlyList<string> RejectedFiles,
    bool DryRun
)
{
    internal static ImportDocument Of(ImportResult result, bool dryRun) =>
        new(
            result.BatchId?.Value,
            result.Batch,
            result.Rows,
            result.LeftOut,
            result.Rejected,
            result.Rejects.Files,
            dryRun
        );
}

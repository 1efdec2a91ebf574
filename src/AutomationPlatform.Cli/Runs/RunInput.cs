using AutomationPlatform.Application;
using AutomationPlatform.Application.Definition;
using AutomationPlatform.Cli.Batches;
using AutomationPlatform.Cli.Console;
using AutomationPlatform.Domain;
using AutomationPlatform.Domain.Definition;

namespace AutomationPlatform.Cli.Runs;

/// <summary>What was said of the input.</summary>
internal sealed record RunInputOptions(
    IReadOnlyList<string> Files,
    string? Batch,
    Payload? Payload,
    IReadOnlyList<ColumnMapping> Mappings,
    OnInvalid OnInvalid
);

/// <summary>The batches of a run, made ready, and how many rows were rejected on the way.</summary>
internal sealed record RunInput(IReadOnlyList<BatchId> Batches, long Rejected)
{
    /// <summary>Imports what is to be imported, or finds what there is.</summary>
    internal static async Task<RunInput> PrepareAsync(
        Invocation call,
        Platform platform,
        AutomationDetails automation,
        RunInputOptions options,
        CancellationToken cancellationToken
    )
    {
        var id = automation.Summary.Id;
        var requests =
            options is { Files.Count: 0, Batch: { } name }
            && await ExistsAsync(platform.Definitions, id, name, cancellationToken)
                ? []
                : Requests(platform.Actor, automation, options).ToList();
        if (requests.Count == 0)
        {
            if (options.Payload is not null)
                throw new UsageException("--batch-payload: nothing is imported; name a file by --input");
            string[] named = options.Batch is null ? [] : [options.Batch];
            return new(await BatchChoice.ResolveAsync(platform.Definitions, id, named, cancellationToken), Rejected: 0);
        }
        return await ImportAsync(call, platform.Import, requests, cancellationToken);
    }

    private static async Task<RunInput> ImportAsync(
        Invocation call,
        ImportBatch import,
        List<ImportRequest> requests,
        CancellationToken cancellationToken
    )
    {
        var batches = new List<BatchId>();
        var rejected = 0L;
        foreach (var request in requests)
        {
            var result = await Importing.ExecuteAsync(call, import, request, cancellationToken);
            batches.Add(result.BatchId!.Value);
            rejected += result.Rejected;
            call.Terminal.Note(
                $"Batch '{result.Batch}': {Figures.Items(result.Rows)}{(result.Reused ? ", imported before" : "")}"
            );
        }
        return new(batches, rejected);
    }

    // Each file is a batch of its own, unless a name makes one of them all.
    private static IEnumerable<ImportRequest> Requests(
        string actor,
        AutomationDetails automation,
        RunInputOptions options
    )
    {
        var settings = automation.Definition.Settings;
        var inputs =
            options.Files.Count > 0
                ? options.Files.Select(file => (Path: file, Name: (string?)null, Payload: (Payload?)null)).ToList()
                : [.. settings.Inputs.Select(input => (input.PathIn(settings.Directory), input.Batch, input.Payload))];
        if (options.Batch is { } name && inputs.Count > 0)
            yield return Request([.. inputs.Select(input => input.Path)], name, options.Payload ?? inputs[0].Payload);
        else
            foreach (var input in inputs)
                yield return Request([input.Path], input.Name, options.Payload ?? input.Payload);

        ImportRequest Request(IReadOnlyList<string> files, string? batch, Payload? payload) =>
            new()
            {
                AutomationId = automation.Summary.Id,
                DefinitionNumber = automation.Summary.DefinitionNumber,
                Definition = automation.Definition,
                Files = files,
                Batch = batch,
                Payload = payload,
                Mappings = options.Mappings,
                OnInvalid = options.OnInvalid,
                Reuse = true,
                Actor = actor,
            };
    }

    private static async Task<bool> ExistsAsync(
        IDefinitionReader definitions,
        AutomationId automation,
        string batch,
        CancellationToken cancellationToken
    )
    {
        try
        {
            await definitions.GetBatchAsync(automation, batch, cancellationToken);
            return true;
        }
        catch (NotFoundException)
        {
            return false;
        }
    }
}

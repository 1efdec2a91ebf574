using System.CommandLine;
using AutomationPlatform.Application;
using AutomationPlatform.Application.Definition;
using AutomationPlatform.Domain;

namespace AutomationPlatform.Cli.Batches;

/// <summary>Options of everything that imports: <c>import</c>, <c>run</c> and <c>validate</c>.</summary>
internal static class ImportOptions
{
    private const string Reject = "reject";
    private const string Skip = "skip";

    internal static Option<string> OnInvalid()
    {
        var option = new Option<string>("--on-invalid")
        {
            Description =
                "Rows that break the schema: reject (default) imports nothing, skip imports the others and "
                + "writes these to FILE.rejected.jsonl",
            HelpName = "reject|skip",
            DefaultValueFactory = _ => Reject,
        };
        return option.AcceptOnlyFromAmong(Reject, Skip);
    }

    internal static Option<string?> BatchPayload() =>
        new("--batch-payload") { Description = "The batch's payload, as JSON or as @FILE", HelpName = "JSON|@FILE" };

    internal static Option<string[]> Mappings() =>
        new("--map")
        {
            Description = "Put a CSV column at a place of its own in the payload, for instance zip=/address/zip",
            HelpName = "column=/pointer",
            DefaultValueFactory = _ => [],
        };

    /// <summary>Reads <c>--on-invalid</c>.</summary>
    internal static OnInvalid ToOnInvalid(string? text) =>
        text == Skip ? Application.Definition.OnInvalid.Skip : Application.Definition.OnInvalid.Reject;

    /// <summary>Reads <c>--map</c>.</summary>
    /// <exception cref="InvalidInputException">One of them is not of the form column=/pointer.</exception>
    internal static IReadOnlyList<ColumnMapping> ToMappings(string[]? texts) =>
        [.. (texts ?? []).Select(ColumnMapping.Parse)];

    /// <summary>Reads <c>--batch-payload</c>.</summary>
    /// <exception cref="NotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidInputException">It is not JSON that can be kept.</exception>
    internal static async Task<Payload?> ReadPayloadAsync(string? text, CancellationToken cancellationToken)
    {
        if (text is null)
            return null;
        var json = text.StartsWith('@') ? await ReadFileAsync(text[1..], cancellationToken) : text;
        try
        {
            return Payload.Parse(json);
        }
        catch (PayloadException cause)
        {
            throw new InvalidInputException(
                $"--batch-payload: {cause.Message}; give JSON, or @FILE that holds it",
                cause
            );
        }
    }

    private static async Task<string> ReadFileAsync(string path, CancellationToken cancellationToken)
    {
        if (!File.Exists(path))
            throw new NotFoundException($"--batch-payload: the file {path} does not exist");
        if (new FileInfo(path).Length > Payload.MaximumBytes)
            throw new InvalidInputException($"--batch-payload: {path} is larger than {Payload.MaximumBytes} bytes");
        return await File.ReadAllTextAsync(path, cancellationToken);
    }
}

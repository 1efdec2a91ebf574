using System.CommandLine;
using AutomationPlatform.Application.Definition;
using AutomationPlatform.Cli.Batches;
using AutomationPlatform.Cli.Console;

namespace AutomationPlatform.Cli.Automations;

/// <summary><c>apc validate</c>.</summary>
internal sealed class ValidateCommand : ApcCommand
{
    private readonly Option<string> file = DefinitionFileOption.Create();
    private readonly Option<string[]> mappings = ImportOptions.Mappings();
    private readonly Option<string[]> inputs = new("--input")
    {
        Description = "A file of rows to check (default: those that the definition names)",
        HelpName = "FILE",
        DefaultValueFactory = _ => [],
    };

    internal ValidateCommand()
        : base(
            "validate",
            "Check a definition and its data without touching the database. Exit 65 if anything is wrong.",
            new Example("apc validate -f samples/customer-import", "the definition and the input it names"),
            new Example("apc validate -f automation.yaml --input q2.csv", "other rows")
        )
    {
        Add(file);
        Add(inputs);
        Add(mappings);
    }

    internal override async Task<int> ExecuteAsync(Invocation call, CancellationToken cancellationToken)
    {
        var platform = call.Connect();
        var rows = call.Value(inputs) ?? [];
        var paths = platform.Files.Find(call.Required(file));
        if (paths.Count > 1 && rows.Length > 0)
            throw new UsageException(
                $"--input: {call.Required(file)} holds {paths.Count} automations; name one by --file"
            );
        var documents = new List<ValidationDocument>();
        foreach (var path in paths)
        {
            var columns = ImportOptions.ToMappings(call.Value(mappings));
            var found = await Importing.WatchAsync(
                call.Terminal,
                [path],
                progress => platform.Validate.ExecuteAsync(path, rows, columns, progress, cancellationToken)
            );
            documents.Add(ValidationDocument.Of(found));
            Show(call, found);
        }
        if (call.Json)
            call.WriteJson<IReadOnlyList<ValidationDocument>>(documents);
        return documents.TrueForAll(document => document.Valid) ? ExitCode.Done : ExitCode.BadData;
    }

    private static void Show(Invocation call, ValidatedDefinition found)
    {
        foreach (var warning in found.Warnings)
            call.Terminal.Note($"warning: {found.Definition.Path}: {warning}");
        Importing.Tell(call.Terminal, found.Rejects);
        var read = Figures.Count(found.Rows, "row", "rows");
        if (found.Rejects.Count > 0)
            Failure.Write(
                call.Terminal,
                $"{found.Definition.Path}: {Figures.Number(found.Rejects.Count)} of {read} break the rules; correct them"
            );
        else if (!call.Json)
            call.Terminal.Say($"{found.Definition.Path}: '{found.Definition.Name}' is right, and so are {read}.");
    }
}

/// <summary>An element of <c>validate --json</c>.</summary>
internal sealed record ValidationDocument(
    string File,
    string Name,
    bool Valid,
    long Rows,
    long Rejected,
    IReadOnlyList<RejectedRowDocument> FirstRejects,
    IReadOnlyList<string> Warnings
)
{
    internal static ValidationDocument Of(ValidatedDefinition found) =>
        new(
            found.Definition.Path,
            found.Definition.Name,
            found.Rejects.Count == 0,
            found.Rows,
            found.Rejects.Count,
            [.. found.Rejects.First.Select(row => new RejectedRowDocument(row.File, row.Line, [.. row.Errors]))],
            found.Warnings
        );
}

/// <summary>A row that breaks rules, in <c>validate --json</c>.</summary>
internal sealed record RejectedRowDocument(string File, long Line, IReadOnlyList<RowError> Errors);

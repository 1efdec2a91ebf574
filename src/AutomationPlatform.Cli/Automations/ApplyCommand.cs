using System.CommandLine;
using AutomationPlatform.Application.Audit;
using AutomationPlatform.Application.Definition;
using AutomationPlatform.Cli.Console;

namespace AutomationPlatform.Cli.Automations;

/// <summary><c>apc apply</c>.</summary>
internal sealed class ApplyCommand : ApcCommand
{
    private readonly Option<string> file = DefinitionFileOption.Create();

    private readonly Option<bool> force = new("--force")
    {
        Description = "Change a schema although items become invalid that are still to be run, instead of exit 73",
    };

    internal ApplyCommand()
        : base(
            "apply",
            "Create or update automations from files; what is the same already changes nothing.",
            new Example("apc apply -f samples/customer-import", "a directory with an automation.yaml"),
            new Example("apc apply -f automations/", "each directory below it")
        )
    {
        Add(file);
        Add(force);
    }

    internal override AuditAction? Audited => AuditActions.AutomationApply;

    internal override async Task<int> ExecuteAsync(Invocation call, CancellationToken cancellationToken)
    {
        var platform = await call.OpenAsync(cancellationToken);
        var documents = new List<AppliedDocument>();
        foreach (var definition in await ReadAllAsync(platform.Files, call.Required(file), cancellationToken))
        {
            var applied = await ApplyAsync(call.Terminal, platform, definition, call.Value(force), cancellationToken);
            Tell(call.Terminal, definition, applied);
            documents.Add(AppliedDocument.Of(applied));
            if (!call.Json)
                call.Terminal.Say(Sentence(applied));
        }
        if (call.Json)
            call.WriteJson<IReadOnlyList<AppliedDocument>>(documents);
        return ExitCode.Done;
    }

    /// <summary>Applies one definition and shows how far the look at what is still to be run is.</summary>
    /// <exception cref="BreakingSchemaException">Items would become invalid; each broken rule was told.</exception>
    internal static async Task<AppliedDefinition> ApplyAsync(
        Terminal terminal,
        Platform platform,
        AutomationFile definition,
        bool isForced,
        CancellationToken cancellationToken
    )
    {
        var request = new ApplyRequest(definition, platform.Actor) { Force = isForced };
        try
        {
            return await ProgressDisplay.WhileAsync(
                terminal,
                definition.Name,
                progress =>
                    platform.Apply.ExecuteAsync(
                        request with
                        {
                            Progress = new ItemsChecked(progress),
                        },
                        cancellationToken
                    ),
                isTransient: true
            );
        }
        catch (BreakingSchemaException breaking)
        {
            foreach (var rule in breaking.Impact.Rules)
                terminal.Note($"would be broken: {rule}");
            throw;
        }
    }

    /// <summary>What applying did: <c>Customer import: updated (definition 3: timeout, retry)</c>.</summary>
    internal static string Sentence(AppliedDefinition applied) =>
        $"{applied.Name}: {applied.Outcome.ToString().ToLowerInvariant()} (definition {applied.DefinitionNumber}"
        + (applied.ChangedFields.Count > 0 ? $": {string.Join(", ", applied.ChangedFields)})" : ")");

    /// <summary>Says what looks mistyped in the schemas.</summary>
    internal static void Tell(Terminal terminal, AutomationFile definition, AppliedDefinition applied)
    {
        foreach (var warning in applied.Warnings)
            terminal.Note($"warning: {definition.Path}: {warning}");
    }

    // All are read before the first is applied: a directory with a broken file changes nothing.
    private static async Task<IReadOnlyList<AutomationFile>> ReadAllAsync(
        IAutomationFiles files,
        string path,
        CancellationToken cancellationToken
    )
    {
        var definitions = new List<AutomationFile>();
        foreach (var found in files.Find(path))
            definitions.Add(await files.ReadAsync(found, cancellationToken));
        return definitions;
    }

    private sealed class ItemsChecked(IProgress<Progress> progress) : IProgress<SchemaImpactProgress>
    {
        public void Report(SchemaImpactProgress value) =>
            progress.Report(
                new Progress(value.Checked, value.Total, Remark: $"{Figures.Number(value.Invalid)} become invalid")
            );
    }
}

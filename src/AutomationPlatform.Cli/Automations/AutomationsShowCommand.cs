using System.CommandLine;
using AutomationPlatform.Application.Definition;
using AutomationPlatform.Cli.Batches;
using AutomationPlatform.Cli.Console;

namespace AutomationPlatform.Cli.Automations;

/// <summary><c>apc automations show</c>.</summary>
internal sealed class AutomationsShowCommand : ApcCommand
{
    private readonly Argument<string> name = BatchArguments.Automation();

    internal AutomationsShowCommand()
        : base(
            "show",
            "Show an automation and its definition as it holds now.",
            new Example("apc automations show 'Customer import'", "with the definition as YAML"),
            new Example("apc automations show 'Customer import' --json", "for scripts")
        ) => Add(name);

    internal override async Task<int> ExecuteAsync(Invocation call, CancellationToken cancellationToken)
    {
        var platform = await call.OpenAsync(cancellationToken);
        var details = await platform.Definitions.GetAutomationAsync(
            call.Value(name),
            includeInactive: true,
            cancellationToken
        );
        if (call.Json)
            call.WriteJson(AutomationDetailsDocument.Of(details));
        else
            Write(call.Terminal, details, platform.Files);
        return ExitCode.Done;
    }

    private static void Write(Terminal terminal, AutomationDetails details, IAutomationFiles files)
    {
        var automation = details.Summary;
        new Fieldset()
            .Add("Automation", automation.Name)
            .Add("Id", automation.Id.Value)
            .Add("State", AutomationView.State(automation))
            .AddIf("Paused because", details.PauseReason)
            .Add("Batches", automation.Batches)
            .Add(
                "Definition",
                $"version {automation.DefinitionNumber}, changed {Figures.Instant(automation.UpdatedAt)}"
            )
            .AddIf("Directory", details.Definition.Settings.Directory)
            .WriteTo(terminal.Output);
        terminal.Say("");
        foreach (
            var line in files.Write(automation.Name, automation.Description, details.Definition).TrimEnd().Split('\n')
        )
            terminal.Say("  " + line);
        terminal.Note("");
        terminal.Note($"Its runs: apc runs list --automation '{automation.Name}'");
    }
}

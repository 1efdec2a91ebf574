using System.CommandLine;
using AutomationPlatform.Application.Definition;
using AutomationPlatform.Cli.Batches;
using AutomationPlatform.Cli.Console;

namespace AutomationPlatform.Cli.Automations;

/// <summary><c>apc automations export</c>.</summary>
internal sealed class AutomationsExportCommand : ApcCommand
{
    private readonly Argument<string> name = BatchArguments.Automation();

    internal AutomationsExportCommand()
        : base(
            "export",
            "Write an automation's definition to standard output, as a file that `apc apply` takes back; JSON with --json.",
            new Example("apc automations export 'Customer import' > automation.yaml", "with its schemas inline")
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
            Write(call.Terminal, platform.Files, details);
        return ExitCode.Done;
    }

    private static void Write(Terminal terminal, IAutomationFiles files, AutomationDetails details)
    {
        var text = files.Write(details.Summary.Name, details.Summary.Description, details.Definition);
        foreach (var line in text.TrimEnd().Split('\n'))
            terminal.Say(line);
    }
}

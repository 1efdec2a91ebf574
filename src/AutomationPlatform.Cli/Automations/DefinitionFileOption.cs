using System.CommandLine;

namespace AutomationPlatform.Cli.Automations;

/// <summary><c>-f FILE|DIR</c> of <c>apply</c> and <c>validate</c>.</summary>
internal static class DefinitionFileOption
{
    internal static Option<string> Create() =>
        new("--file", "-f")
        {
            Description = "An automation file, a directory with one, or a directory of such directories",
            HelpName = "FILE|DIR",
            Required = true,
        };
}

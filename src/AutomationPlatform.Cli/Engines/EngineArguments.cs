using System.CommandLine;

namespace AutomationPlatform.Cli.Engines;

/// <summary>Arguments that several commands about engines share.</summary>
internal static class EngineArguments
{
    internal static Argument<string> Engine(string description = "The engine") =>
        new("NAME") { Description = description };
}

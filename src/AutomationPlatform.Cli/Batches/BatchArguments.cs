using System.CommandLine;

namespace AutomationPlatform.Cli.Batches;

/// <summary>Arguments that name an automation and one of its batches.</summary>
internal static class BatchArguments
{
    internal static Argument<string> Automation() => new("NAME") { Description = "The automation's name or id" };

    internal static Argument<string> Batch() => new("BATCH") { Description = "The batch's name or id" };
}

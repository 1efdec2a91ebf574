using System.CommandLine;

namespace AutomationPlatform.Cli.Items;

/// <summary>Arguments that several commands about items share.</summary>
internal static class ItemArguments
{
    internal static Argument<string> Id() =>
        new("ID")
        {
            Description =
                "An item execution, or an item for all its executions, newest run first: the id, "
                + "or an unambiguous beginning or end of at least 8 characters",
        };
}

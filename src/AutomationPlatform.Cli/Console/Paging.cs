using System.CommandLine;
using AutomationPlatform.Application;

namespace AutomationPlatform.Cli.Console;

/// <summary><c>--limit</c> and <c>--cursor</c> of a list, and what is said when there is more.</summary>
internal sealed class Paging
{
    private readonly Option<int?> limit = NumberOption.Create(
        "--limit",
        $"The most rows (default {PageRequest.DefaultLimit}, at most {PageRequest.MaximumLimit})",
        least: 1,
        most: PageRequest.MaximumLimit
    );

    private readonly Option<string?> cursor = new("--cursor")
    {
        Description = "Where the list goes on, as the part before said on standard error",
        HelpName = "CURSOR",
    };

    internal Paging(Command command)
    {
        command.Add(limit);
        command.Add(cursor);
    }

    /// <summary>The part that was asked for.</summary>
    internal PageRequest Of(Invocation call) => new(call.Value(limit) ?? PageRequest.DefaultLimit, call.Value(cursor));

    /// <summary>Says on standard error how the list goes on, if it does.</summary>
    internal static void Tell<T>(Invocation call, Page<T> page)
    {
        if (page.Next is { } next)
            call.Terminal.Note($"more: --cursor {next}");
    }
}

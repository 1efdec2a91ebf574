using System.CommandLine;
using AutomationPlatform.Cli.Console;
using AutomationPlatform.Domain;
using AutomationPlatform.Domain.Execution;

namespace AutomationPlatform.Cli.Runs;

/// <summary>Arguments and options that several commands about runs share.</summary>
internal static class RunArguments
{
    internal static Argument<string> Id() =>
        new("ID") { Description = "The run: its id, or an unambiguous beginning or end of at least 8 characters" };

    internal static Option<string> Reason() =>
        Checked(
            new Option<string>("--reason")
            {
                Description = $"Why; kept with the history (at most {Limits.Reason} characters)",
                HelpName = "TEXT",
                Required = true,
            },
            text => string.IsNullOrWhiteSpace(text) ? "--reason must not be empty" : null
        );

    internal static Option<string?> Status() =>
        Checked(
            Completed(
                new Option<string?>("--status")
                {
                    Description = $"Only those in this status: {string.Join(", ", StatusNames)}",
                    HelpName = "STATUS",
                }
            ),
            text =>
                Lifecycle.TryParse(text.ToUpperInvariant(), out _)
                    ? null
                    : $"--status: '{text}' is not one of {string.Join(", ", StatusNames)}"
        );

    internal static Option<int?> Priority() =>
        NumberOption.Create("--priority", $"0 to 9, higher first (default {Run.DefaultPriority})", least: 0, most: 9);

    internal static Option<string?> CorrelationId() =>
        new("--correlation-id")
        {
            Description = $"An id of your own, to find the run by (at most {Limits.CorrelationId} characters)",
            HelpName = "ID",
        };

    internal static Option<int?> MaxAttempts() =>
        NumberOption.Create("--max-attempts", "Attempts per item, instead of what the retry policy says", least: 1);

    /// <summary>Reads <c>--status</c>.</summary>
    internal static ExecutionStatus? ToStatus(string? text) =>
        text is null ? null : Lifecycle.Parse(text.ToUpperInvariant());

    private static IEnumerable<string> StatusNames => Lifecycle.Statuses.Select(status => status.Name());

    private static Option<string?> Completed(Option<string?> option)
    {
        option.CompletionSources.Add([.. StatusNames]);
        return option;
    }

    private static Option<T> Checked<T>(Option<T> option, Func<string, string?> refuse)
    {
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && refuse(result.Tokens[^1].Value) is { } problem)
                result.AddError(problem);
        });
        return option;
    }
}

using System.CommandLine;
using AutomationPlatform.Application.Definition;
using AutomationPlatform.Application.Execution;
using AutomationPlatform.Cli.Console;

namespace AutomationPlatform.Cli.Workers;

/// <summary><c>--lease</c> and <c>--grace</c>, of every command that works on runs.</summary>
internal sealed class WorkerTimes
{
    private readonly Option<TimeSpan?> lease = DurationOption.Create(
        "--lease",
        $"How long claims hold without a renewal: after that, others take over what this process held if it was killed ({Range(ExecutionDefaults.LeaseShortest, ExecutionDefaults.LeaseLongest, ExecutionDefaults.Lease)})",
        ExecutionDefaults.LeaseShortest,
        ExecutionDefaults.LeaseLongest
    );

    private readonly Option<TimeSpan?> grace = DurationOption.Create(
        "--grace",
        $"How long a handler may take to end once it was told to ({Range(TimeSpan.Zero, ExecutionDefaults.GraceLongest, ExecutionDefaults.Grace)})",
        TimeSpan.Zero,
        ExecutionDefaults.GraceLongest
    );

    internal WorkerTimes(Command command)
    {
        command.Add(lease);
        command.Add(grace);
    }

    /// <summary>The options with the times that were asked for.</summary>
    internal WorkerOptions Apply(Invocation call, WorkerOptions options) =>
        options with
        {
            Lease = call.Value(lease) ?? options.Lease,
            Grace = call.Value(grace) ?? options.Grace,
        };

    private static string Range(TimeSpan least, TimeSpan most, TimeSpan usual) =>
        $"{DurationText.Write(least)} to {DurationText.Write(most)}, default {DurationText.Write(usual)}";
}

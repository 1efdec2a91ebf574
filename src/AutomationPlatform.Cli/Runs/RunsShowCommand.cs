using System.CommandLine;
using AutomationPlatform.Cli.Console;
using AutomationPlatform.Domain.Execution;

namespace AutomationPlatform.Cli.Runs;

/// <summary><c>apc runs show</c>.</summary>
internal sealed class RunsShowCommand : ApcCommand
{
    private readonly Argument<string> id = RunArguments.Id();

    internal RunsShowCommand()
        : base(
            "show",
            "Show a run: where it stands, who works on it, what waits and why, and when it should be finished.",
            new Example("apc runs show 0199f3c2", "by the beginning of its id"),
            new Example("apc runs show 0199f3c2 --json", "for scripts")
        ) => Add(id);

    internal override async Task<int> ExecuteAsync(Invocation call, CancellationToken cancellationToken)
    {
        var platform = await call.OpenAsync(cancellationToken);
        var run = await platform.Runs.GetAsync(
            await platform.Runs.ResolveAsync(call.Value(id), cancellationToken),
            cancellationToken
        );
        var activity = run.Status.IsActive() ? await platform.Runs.GetActivityAsync(run.Id, cancellationToken) : null;
        var instances = await platform.Submissions.ListInstancesAsync(run.Id, cancellationToken);
        var submissions = await NamedSubmission.ListAsync(platform, run.Id, cancellationToken);
        if (call.Json)
        {
            call.WriteJson(ShownRunDocument.Of(run, activity, instances, submissions));
            return ExitCode.Done;
        }
        RunView.Write(call.Terminal, run);
        InstanceView.Write(call.Terminal, instances);
        SubmissionView.Write(call.Terminal, run, submissions, instances);
        if (activity is not null)
            ActivityView.Write(call.Terminal, run, activity);
        NextSteps.After(run, call.Terminal);
        return ExitCode.Done;
    }
}

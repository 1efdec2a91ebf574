using System.CommandLine;

namespace AutomationPlatform.Cli.Engines;

/// <summary><c>apc engines test</c>.</summary>
internal sealed class EnginesTestCommand : ApcCommand
{
    private readonly Argument<string> name = EngineArguments.Engine();

    internal EnginesTestCommand()
        : base(
            "test",
            "Ask an engine something harmless with its credential, and list jobs in it that carry our mark but are not recorded here.",
            new Example("apc engines test lab", "exit 0, or 69 with what is wrong")
        ) => Add(name);

    internal override async Task<int> ExecuteAsync(Invocation call, CancellationToken cancellationToken)
    {
        var connecting = (await call.OpenAsync(cancellationToken)).ConnectEngine;
        var answer = await connecting.TestAsync(call.Value(name), cancellationToken);
        var orphans = await connecting.FindOrphansAsync(call.Value(name), cancellationToken);
        if (call.Json)
            call.WriteJson(
                new TestedEngineDocument(
                    call.Value(name),
                    answer,
                    [.. orphans.Select(job => new OrphanFields(job.ExternalId, job.SubmissionId, job.State))]
                )
            );
        else
            call.Terminal.Say($"Engine '{call.Value(name)}' answers: {answer}");
        foreach (var job in orphans)
            call.Terminal.Note(
                $"warning: job {job.ExternalId} ({job.State}) carries the id {job.SubmissionId}, which is not recorded in this database"
            );
        return ExitCode.Done;
    }
}

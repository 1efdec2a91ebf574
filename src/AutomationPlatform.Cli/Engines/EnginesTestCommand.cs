using System.CommandLine;
using AutomationPlatform.Application.Orchestration;
using AutomationPlatform.Cli.Console;

namespace AutomationPlatform.Cli.Engines;

/// <summary><c>apc engines test</c>.</summary>
internal sealed class EnginesTestCommand : ApcCommand
{
    private readonly Argument<string> name = EngineArguments.Engine();

    internal EnginesTestCommand()
        : base(
            "test",
            "Ask an engine something harmless with its credential, and list jobs in it that carry our mark and that nothing here accounts for.",
            new Example("apc engines test lab", "exit 0, or 69 with what is wrong")
        ) => Add(name);

    internal override async Task<int> ExecuteAsync(Invocation call, CancellationToken cancellationToken)
    {
        var connecting = (await call.OpenAsync(cancellationToken)).ConnectEngine;
        var answer = await connecting.TestAsync(call.Value(name), cancellationToken);
        var orphans = await connecting.FindOrphansAsync(call.Value(name), cancellationToken);
        if (call.Json)
            call.WriteJson(new TestedEngineDocument(call.Value(name), answer, [.. orphans.Select(OrphanFields.Of)]));
        else
            call.Terminal.Say($"Engine '{call.Value(name)}' answers: {answer}");
        Warn(call.Terminal, orphans);
        return ExitCode.Done;
    }

    // Of runs that were archived an engine may remember many more than are worth a line each.
    private static void Warn(Terminal terminal, IReadOnlyList<Orphan> orphans)
    {
        foreach (var (job, isClosed) in orphans.Where(orphan => orphan.Job.IsOpen))
            terminal.Note(
                isClosed
                    ? $"warning: job {job.ExternalId} ({job.State}) goes on although its submission {job.SubmissionId} is closed"
                    : $"warning: job {job.ExternalId} ({job.State}) carries the id {job.SubmissionId}, which is not recorded in this database"
            );
        var ended = orphans.Count(orphan => !orphan.Job.IsOpen);
        if (ended > 0)
            terminal.Note(
                $"{Figures.Count(ended, "job that has ended carries an id that is", "jobs that have ended carry ids that are")} "
                    + "not recorded in this database, as those of archived runs; --json lists them"
            );
    }
}

using AutomationPlatform.Application.Database;
using AutomationPlatform.Application.Definition;
using AutomationPlatform.Application.Execution;
using AutomationPlatform.Application.Orchestration;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace AutomationPlatform.UnitTests.Cli;

/// <summary>A line that has to do with engines, as it is told what there is in them.</summary>
internal static class EngineLine
{
    internal static TypedLine Over(
        ToldEngines engines,
        ToldRuns runs,
        ToldJobs? told = null,
        FakeTimeProvider? clock = null,
        ToldControl? control = null
    )
    {
        var jobs = told ?? new ToldJobs();
        var asked = control ?? new ToldControl();
        var database = new ToldDatabase(Told.Database("postgresql"));
        var start = new StartRun(asked);
        return new TypedLine { Clock = clock ?? new FakeTimeProvider(TypedLine.Now) }
            .With<IDatabase>(database)
            .With<IDefinitionReader>(new ToldDefinitions(hasHandler: true))
            .With<IEngineStore>(engines)
            .With<ISubmissionStore>(engines)
            .With<IRunReader>(runs)
            .With<IRunControl>(asked)
            .With(new StartShards(start, database, engines, jobs, engines))
            .With(new ReadJobLog(engines, engines, jobs))
            .With(Reconciler(engines, runs, jobs, start));
    }

    // Its time stands still: one look is enough where nothing is due.
    private static EngineReconciler Reconciler(ToldEngines engines, ToldRuns runs, ToldJobs jobs, StartRun start)
    {
        var (nothing, clock) = (new ToldNothing(), new FakeTimeProvider(TypedLine.Now));
        var delegates = new DelegateRun(
            start,
            engines,
            jobs,
            engines,
            runs,
            nothing,
            nothing,
            nothing,
            clock,
            NullLogger<DelegateRun>.Instance
        );
        return new EngineReconciler(
            engines,
            engines,
            jobs,
            nothing,
            nothing,
            delegates,
            clock,
            NullLogger<EngineReconciler>.Instance
        );
    }
}

using AutomationPlatform.Application.Orchestration;
using AutomationPlatform.Domain.Execution;
using AutomationPlatform.Domain.Orchestration;
using AutomationPlatform.IntegrationTests.Databases;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace AutomationPlatform.IntegrationTests.Engines;

/// <summary>What a process makes of the events that Argo's server tells it of, as long as it does.</summary>
public sealed class ArgoWatchTests(SqliteTestDatabase database) : IClassFixture<SqliteTestDatabase>, IAsyncLifetime
{
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(500);

    private readonly string tokenFile = Path.GetTempFileName();
    private readonly CancellationTokenSource stop = new();
    private ArgoServer server = null!;
    private EngineStage stage = null!;
    private PacedTime time = null!;
    private ToldStore store = null!;
    private Task running = Task.CompletedTask;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await File.WriteAllTextAsync(tokenFile, ArgoServer.Token);
        server = await ArgoServer.StartAsync();
        stage = await EngineStage.SetAsync(
            database,
            new EngineDescription(
                Story.Name("flows"),
                "argo",
                server.Url,
                $"file:{tokenFile}",
                new Dictionary<string, string> { ["namespace"] = "flows" }
            ),
            handed: """{"template":"nightly"}"""
        );
        time = new PacedTime(database.Clock);
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await running;
        await stage.DisposeAsync();
        await server.DisposeAsync();
        stop.Dispose();
        File.Delete(tokenFile);
    }

    [Fact]
    public async Task An_event_makes_a_job_due_at_once_however_long_its_polls_have_become()
    {
        await PollRarelyAsync();
        Run();
        var query = await server.NextWatchAsync(Token);
        Assert.Contains($"fieldSelector=metadata.name%3D{await NameAsync()}", query, StringComparison.Ordinal);

        server.SetPhase(await NameAsync(), "Running");
        await store.NextAsync(nameof(ISubmissionStore.NoteChangeAsync), Token);
        await time.PassAsync(Pace, Pace, Token);
        await server.NextWatchAsync(Token);

        Assert.Equal(ExecutionStatus.Processing, (await stage.InstanceAsync()).Status);
    }

    [Fact]
    public async Task A_server_that_refuses_watches_is_polled()
    {
        server.Before = context =>
        {
            var isWatch = context.Request.Path.StartsWithSegments("/api/v1/workflow-events", StringComparison.Ordinal);
            context.Response.StatusCode = isWatch ? StatusCodes.Status403Forbidden : StatusCodes.Status200OK;
            return Task.FromResult(isWatch);
        };
        await PollRarelyAsync();
        Run();
        await IsPolledAsync();
    }

    [Fact]
    public async Task A_watch_that_is_cut_leaves_the_polls_as_they_are()
    {
        await PollRarelyAsync();
        Run();
        await server.NextWatchAsync(Token);
        server.CutWatches();
        await IsPolledAsync();
    }

    [Fact]
    public async Task A_revision_that_the_server_has_forgotten_is_asked_for_anew()
    {
        await PollRarelyAsync();
        server.OldestRevision = long.MaxValue;
        Run();
        await store.NextAsync(nameof(ISubmissionStore.NoteChangeAsync), Token);
    }

    [Fact]
    public async Task A_workflow_that_was_deleted_is_lost()
    {
        await stage.LookAsync();
        server.Forget(await NameAsync());
        await stage.LookAfterAsync(EngineDefaults.LongestPoll);
        Assert.Equal(Observation.Lost, (await stage.InstanceAsync()).Observation);
    }

    // Quiet looks, until the next one is as far away as it may be; then that is due.
    private async Task PollRarelyAsync()
    {
        for (var look = 0; look < 12; look++)
            await stage.LookAfterAsync(EngineDefaults.LongestPoll);
        database.Clock.Advance(EngineDefaults.LongestPoll);
    }

    private void Run()
    {
        var (told, calls) = ToldStore.Around(stage.Get<ISubmissionStore>());
        store = calls;
        var process = stage.NewProcess(services =>
        {
            services.AddSingleton<TimeProvider>(time);
            services.AddSingleton(told);
        });
        running = process
            .GetRequiredService<EngineReconciler>()
            .RunAsync(new ReconcileScope { Run = stage.Run }, stop.Token);
    }

    private async Task IsPolledAsync()
    {
        await store.NextAsync(nameof(ISubmissionStore.ReleaseAsync), Token);
        server.SetPhase(await NameAsync(), "Running");
        await time.PassAsync(EngineDefaults.LongestPoll, Pace, Token);
        await store.NextAsync(nameof(ISubmissionStore.ReleaseAsync), Token);
        Assert.Equal(ExecutionStatus.Processing, (await stage.InstanceAsync()).Status);
    }

    private async Task<string> NameAsync() => (await stage.SubmissionAsync()).Order.Name;
}

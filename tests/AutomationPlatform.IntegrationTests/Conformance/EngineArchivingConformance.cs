using AutomationPlatform.Application.Audit;
using AutomationPlatform.Application.Execution;
using AutomationPlatform.Application.Orchestration;
using AutomationPlatform.Application.Retention;
using AutomationPlatform.Domain.Execution;
using AutomationPlatform.Domain.Orchestration;
using AutomationPlatform.IntegrationTests.Databases;
using AutomationPlatform.IntegrationTests.Engines;

namespace AutomationPlatform.IntegrationTests.Conformance;

/// <summary>What a run has of an engine leaves with it, and not before its jobs are over.</summary>
public abstract class EngineArchivingConformance(TestDatabase database) : ConformanceTest(database)
{
    private static readonly CancellationToken Token = CancellationToken.None;

    [Fact]
    public async Task Submissions_their_parts_links_and_instances_leave_with_their_run()
    {
        await using var stage = await EndedAsync();

        Assert.Equal(stage.Run, Assert.Single(await ArchiveAsync(stage)).Run);

        Assert.Equal(0, await CountAsync("submission"));
        Assert.Equal(0, await CountAsync("submission_part"));
        Assert.Equal(0, await CountAsync("run_orchestration"));
        Assert.Equal(0, await CountAsync("orchestration_instance"));
        Assert.Equal(0, await stage.LookAfterAsync(TimeSpan.FromHours(1)));
    }

    [Fact]
    public async Task A_job_that_its_engine_remembers_for_longer_than_we_do_is_no_orphan()
    {
        await using var stage = await EndedAsync();
        await ArchiveAsync(stage);

        Assert.Single(stage.Service.Jobs);
        Assert.Empty(await stage.Get<ConnectEngine>().FindOrphansAsync(stage.Engine.Name, Token));
    }

    [Fact]
    public async Task A_run_whose_jobs_are_still_looked_after_stays()
    {
        await using var stage = await EndedAsync();
        await Database.ExecuteAsync(
            $"UPDATE submission SET state = 'ACCEPTED', closed_at = NULL WHERE run_id = '{stage.Run}'"
        );

        Assert.Empty(await ArchiveAsync(stage));

        Assert.Equal(1, await CountAsync("submission"));
        await Database.ExecuteAsync(
            $"UPDATE submission SET state = 'ENDED', closed_at = due_at WHERE run_id = '{stage.Run}'"
        );
        Assert.Single(await ArchiveAsync(stage));
    }

    [Fact]
    public async Task An_instance_that_another_run_is_linked_to_or_that_has_not_ended_stays()
    {
        await using var stage = await EndedAsync();
        var other = await stage.StartAsync(items: 0);
        var linked = (await stage.InstanceAsync()).Id;
        var open = new OrchestrationInstance(stage.Engine.Id, Story.Name("open"));
        var now = Database.Clock.GetUtcNow();
        await Database.DoAsync(async work =>
        {
            await work.OrchestrationInstances.CreateAsync(open);
            await work.RunOrchestrations.CreateAsync(new RunOrchestration(stage.Run, open.Id, now));
            await work.RunOrchestrations.CreateAsync(new RunOrchestration(other, linked, now));
        });

        Assert.Single(await ArchiveAsync(stage));

        foreach (var id in (OrchestrationInstanceId[])[linked, open.Id])
            Assert.NotNull(await Database.DoAsync(work => work.OrchestrationInstances.GetAsync(id)));
        Assert.Equal(1, await CountAsync("run_orchestration"));
    }

    private async Task<DelegationStage> EndedAsync()
    {
        foreach (
            var table in (string[])["submission_part", "submission", "run_orchestration", "orchestration_instance"]
        )
            await Database.ExecuteAsync($"DELETE FROM {table}");
        var stage = await DelegationStage.SetAsync(Database, items: 1);
        await stage.LookAsync();
        stage.Service.Jobs[0].Status = "done";
        await stage.LookAfterAsync(TimeSpan.FromMinutes(1));
        Assert.Equal(ExecutionStatus.Completed, (await stage.SummaryAsync()).Status);
        Assert.True(await stage.Get<RunSealer>().SealNextAsync(stage.Run, "sealer", progress: null, Token));
        return stage;
    }

    private async Task<IReadOnlyList<ArchivedRun>> ArchiveAsync(DelegationStage stage)
    {
        var folder = Directory.CreateTempSubdirectory("apc-archive-");
        var run = await Database.DoAsync(work => work.Runs.GetOrThrowAsync(stage.Run));
        var order = new ArchiveOrder(Database.Clock.GetUtcNow().AddDays(1), run.AutomationId, "someone");
        var report = await stage.Get<ArchiveRuns>().ExecuteAsync(order, folder.FullName, progress: null, Token);
        folder.Delete(recursive: true);
        return report.Archived;
    }

    private async Task<long> CountAsync(string table) =>
        Convert.ToInt64(await Database.ScalarAsync($"SELECT count(*) FROM {table}"));
}

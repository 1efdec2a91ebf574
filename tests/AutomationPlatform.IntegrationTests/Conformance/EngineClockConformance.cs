using System.Globalization;
using System.Net;
using AutomationPlatform.Application.Orchestration;
using AutomationPlatform.Domain.Execution;
using AutomationPlatform.IntegrationTests.Databases;
using AutomationPlatform.IntegrationTests.Engines;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace AutomationPlatform.IntegrationTests.Conformance;

/// <summary>A process whose clock is two hours off goes by the database's: it sends no earlier, keeps its leases, and dates nothing.</summary>
public abstract class EngineClockConformance(TestDatabase database) : ConformanceTest(database)
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    public static TheoryData<int> Hours => [-2, 2];

    [Theory]
    [MemberData(nameof(Hours))]
    public async Task Nothing_is_sent_again_before_a_send_could_have_arrived(int hours)
    {
        await using var stage = await DelegationStage.SetAsync(Database);
        var wrong = stage.NewReconciler(ClockOff(hours));
        stage.Service.Refuse(HttpStatusCode.BadGateway);
        await stage.LookAsync(wrong);
        stage.Service.Recover();

        Database.Clock.Advance(EngineDefaults.Settle / 2);
        await stage.LookAsync(wrong);
        Assert.Equal(0, stage.Service.Posts);
        Database.Clock.Advance(EngineDefaults.Settle);
        await stage.LookAsync(wrong);
        Assert.Equal(1, stage.Service.Posts);
    }

    [Theory]
    [MemberData(nameof(Hours))]
    public async Task What_one_with_a_wrong_clock_holds_no_other_takes_and_it_takes_nothing_that_others_hold(int hours)
    {
        await using var stage = await DelegationStage.SetAsync(Database);
        var wrong = stage.NewReconciler(ClockOff(hours));
        var taken = new List<int>();
        stage.Service.AfterPost = async _ =>
        {
            taken.Add(await stage.LookAsync());
            taken.Add(await stage.LookAsync(wrong));
        };
        await stage.LookAsync(wrong);
        Assert.Equal([0, 0], taken);
        Assert.Equal(1, stage.Service.Posts);
    }

    [Theory]
    [MemberData(nameof(Hours))]
    public async Task Every_instant_of_a_run_and_its_instance_is_the_databases(int hours)
    {
        await using var stage = await DelegationStage.SetAsync(Database, items: 2);
        var wrong = stage.NewReconciler(ClockOff(hours));
        var begun = Database.Clock.GetUtcNow();
        await stage.LookAsync(wrong);
        stage.Service.Jobs[0].Status = "running";
        await LookAfterAsync(Minute);
        stage.Service.Refuse(HttpStatusCode.InternalServerError);
        await LookAfterAsync(Minute);
        var trouble = (await stage.InstanceAsync()).Metadata.Trouble!;
        stage.Service.Recover();
        stage.Service.Jobs[0].Status = "done";
        await LookAfterAsync(5 * Minute);

        var run = await Database.DoAsync(work => work.Runs.GetOrThrowAsync(stage.Run));
        var instance = await stage.InstanceAsync();
        Assert.Equal(ExecutionStatus.Completed, run.Status);
        Assert.Equal(begun + Minute, run.StartedAt);
        Assert.Equal(begun + 7 * Minute, run.FinishedAt);
        Assert.Equal((run.StartedAt, run.FinishedAt), (instance.StartedAt, instance.FinishedAt));
        Assert.Equal(begun + 2 * Minute, trouble.Since);
        foreach (var item in await stage.ItemsAsync())
            Assert.Equal(run.FinishedAt, item.FinishedAt);
        var attached = await Database.ScalarAsync(
            $"SELECT CAST(attached_at AS text) FROM run_orchestration WHERE run_id = '{stage.Run}'"
        );
        Assert.Equal(begun, DateTimeOffset.Parse($"{attached}", CultureInfo.InvariantCulture));

        Task<int> LookAfterAsync(TimeSpan time)
        {
            Database.Clock.Advance(time);
            return stage.LookAsync(wrong);
        }
    }

    [Theory]
    [MemberData(nameof(Hours))]
    public async Task A_wish_to_cancel_is_dated_by_the_database(int hours)
    {
        await using var stage = await DelegationStage.SetAsync(Database);
        var cancelling = ActivatorUtilities.CreateInstance<DelegateRun>(stage.Services, ClockOff(hours));

        await cancelling.CancelAsync(stage.Run, "wrong flow", "ada", CancellationToken.None);

        var run = await Database.DoAsync(work => work.Runs.GetOrThrowAsync(stage.Run));
        Assert.Equal(Database.Clock.GetUtcNow(), run.CancelRequestedAt);
        Assert.Equal(run.CancelRequestedAt, (await stage.SubmissionAsync()).CancelRequestedAt);
    }

    private FakeTimeProvider ClockOff(int hours) => new(Database.Clock.GetUtcNow().AddHours(hours));
}

using AutomationPlatform.Application;
using AutomationPlatform.Application.Execution;
using AutomationPlatform.Domain.Execution;
using AutomationPlatform.Infrastructure;
using Microsoft.Extensions.DependencyInjection;

namespace AutomationPlatform.EndToEndTests.Faults;

/// <summary>Cancel, pause and retry while items complete: whoever comes first, the run stays one story.</summary>
public abstract class RacingControls : FaultTest
{
    private const int Items = 60;

    /// <summary>So many items are done when the order is given: from the first ones to the very last.</summary>
    private static readonly int[] Moments = [1, 30, 55, 59, 60];

    [Fact]
    public async Task A_cancel_that_races_with_completions_cancels_the_rest_or_nothing()
    {
        await using var worker = StartWorker();
        foreach (var moment in Moments)
        {
            await StartQuickRunAsync(Items, ":");
            await DoneAsync(moment);
            var cancelled = await TryAsync(control => control.CancelAsync(Id, "enough", "tester", default));
            await EndedAsync();
            var completed = await CountAsync("COMPLETED");
            Assert.Equal(Items, completed + await CountAsync("CANCELLED"));
            Assert.True(cancelled || completed == Items, $"{completed} completed without a cancel");
            await AssertSoundAsync(completed == Items ? "COMPLETED" : "CANCELLED");
        }
    }

    [Fact]
    public async Task A_pause_that_races_with_completions_stops_the_run_until_it_is_resumed()
    {
        await using var worker = StartWorker();
        foreach (var moment in Moments)
        {
            await StartQuickRunAsync(Items, ":");
            await DoneAsync(moment);
            if (await TryAsync(control => control.SetPausedAsync(Id, "wait", "tester", default)))
            {
                await Eventually.HoldsAsync("what began ends", async () => await CountAsync("PROCESSING") == 0);
                await TryAsync(control => control.SetPausedAsync(Id, reason: null, "tester", default));
            }
            await EndedAsync();
            await AssertSoundAsync("COMPLETED", Items);
        }
    }

    [Fact]
    public async Task Retries_that_race_with_the_end_of_the_run_repeat_what_failed_and_nothing_else()
    {
        await using var worker = StartWorker();
        await StartQuickRunAsync(Items, "[ $attempt != 1 ] || answer='\"error\":{\"message\":\"not yet\"}'", more: "");
        await Eventually.HoldsAsync(
            "every failed item was tried again",
            async () =>
            {
                await TryAsync(control => control.RetryAsync(Id, [], "again", "tester", default));
                return await CountAsync("COMPLETED") == Items;
            }
        );
        await EndedAsync();
        Assert.All(Executed("begun").CountBy(n => n), item => Assert.Equal(2, item.Value));
        await AssertSoundAsync("COMPLETED", Items);
    }

    private RunId Id => new(Guid.Parse(Run));

    // Refused because the run has ended already: then it came too late, which is allowed.
    private async Task<bool> TryAsync(Func<IRunControl, Task> order)
    {
        var services = new ServiceCollection();
        services.AddAutomationPlatform(options => options.Database = Database.Url);
        await using var provider = services.BuildServiceProvider();
        try
        {
            await order(provider.GetRequiredService<IRunControl>());
            return true;
        }
        catch (ConflictException)
        {
            return false;
        }
    }

    private Task DoneAsync(int items) =>
        Eventually.HoldsAsync($"{items} items are done", async () => await CountAsync("COMPLETED") >= items);

    private Task EndedAsync() =>
        Eventually.HoldsAsync(
            "the run ends",
            async () => await Database.CountAsync("SELECT count(*) FROM run WHERE finished_at IS NULL") == 0
        );
}

public sealed class SqliteRacingControls : RacingControls
{
    internal override Task<FaultDatabase> MakeDatabaseAsync() =>
        Task.FromResult<FaultDatabase>(new SqliteFaultDatabase(Folder));
}

public sealed class PostgreSqlRacingControls : RacingControls
{
    internal override async Task<FaultDatabase> MakeDatabaseAsync() => await PostgreSqlFaultDatabase.CreateAsync();
}

using AutomationPlatform.Application;
using AutomationPlatform.Application.Execution;

namespace AutomationPlatform.IntegrationTests.Simulation;

/// <summary>Somebody at the console who pauses, resumes, cancels and retries without looking.</summary>
internal sealed class SimulatedOperator(
    SimulatedWorld world,
    IRunControl control,
    SimulatedFaults faults,
    SimulationLedger ledger
)
{
    internal Task TurnAsync() =>
        world.Random.Next(20) switch
        {
            < 7 => SayAsync("pauses", () => SetPausedAsync("enough")),
            < 14 => SayAsync("resumes", () => SetPausedAsync(reason: null)),
            < 18 => SayAsync("retries", () => RetryAsync(world.Random.Next(2) == 0 ? [] : ["busy"])),
            _ => SayAsync("cancels", CancelAsync),
        };

    internal Task ResumeAsync() =>
        ledger is { Paused: true, Ended: false } ? SetPausedAsync(reason: null) : Task.CompletedTask;

    private Task SetPausedAsync(string? reason) =>
        faults.CallAsync(
            () => control.SetPausedAsync(world.Run, reason, "operator", CancellationToken.None),
            () => ledger.Paused = reason is not null
        );

    private Task<long> RetryAsync(string[] codes) =>
        faults.CallAsync(
            () => control.RetryAsync(world.Run, codes, "again", "operator", CancellationToken.None),
            ledger.Retried
        );

    private Task CancelAsync() =>
        faults.CallAsync(
            () => control.CancelAsync(world.Run, "no more", "operator", CancellationToken.None),
            _ => ledger.Cancelled()
        );

    private async Task SayAsync(string what, Func<Task> act)
    {
        try
        {
            await act();
            world.Tell("operator", what);
        }
        catch (Exception refusal) when (refusal is ConflictException or DatabaseUnavailableException)
        {
            var why = refusal is ConflictException ? "refused by its state" : refusal.Message;
            world.Tell("operator", $"{what}: {why}");
        }
    }
}

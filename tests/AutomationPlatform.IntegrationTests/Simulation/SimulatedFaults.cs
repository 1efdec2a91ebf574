using AutomationPlatform.Application;

namespace AutomationPlatform.IntegrationTests.Simulation;

/// <summary>Decides the fate of each call of a port: done, refused before its commit, or committed with its reply lost.</summary>
internal sealed class SimulatedFaults(SimulationPlan plan, Random random)
{
    internal bool Enabled { get; set; } = true;

    /// <summary>Makes the call; what it really did is told even where the caller never hears of it.</summary>
    /// <exception cref="DatabaseUnavailableException">The call was refused, or its reply lost.</exception>
    internal async Task<T> CallAsync<T>(Func<Task<T>> call, Action<T> tell)
    {
        var fate = Enabled ? random.NextDouble() : 1;
        if (fate < plan.Refusal)
            throw new DatabaseUnavailableException("refused");
        var result = await call();
        tell(result);
        if (fate < plan.Refusal + plan.LostReply)
            throw new DatabaseUnavailableException("committed, reply lost");
        return result;
    }

    internal Task CallAsync(Func<Task> call, Action tell) =>
        CallAsync(
            async () =>
            {
                await call();
                return true;
            },
            _ => tell()
        );
}

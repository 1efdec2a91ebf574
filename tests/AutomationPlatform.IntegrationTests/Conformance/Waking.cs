using AutomationPlatform.Application.Execution;
using AutomationPlatform.Infrastructure.Database;
using AutomationPlatform.IntegrationTests.Databases;
using Microsoft.Extensions.DependencyInjection;

namespace AutomationPlatform.IntegrationTests.Conformance;

/// <summary>Whether something ends the wait of an idle worker.</summary>
internal static class Waking
{
    /// <summary>Waits as an idle worker of another process does (on SQLite: of the same one), and acts.</summary>
    internal static async Task WakesAsync(
        TestDatabase database,
        Func<IServiceProvider> newProcess,
        Func<IServiceProvider, Task> act
    )
    {
        var acting = newProcess();
        var isRemote = database.Kind == DatabaseKind.PostgreSql;
        var signal = (isRemote ? newProcess() : acting).GetRequiredService<IWorkSignal>();
        // Listening begins with the first wait, and signals once.
        if (isRemote)
            await signal.WaitAsync(Timeout, CancellationToken.None);
        var waiting = signal.WaitAsync(Timeout, CancellationToken.None);
        Assert.False(waiting.IsCompleted);
        await act(acting);
        await waiting.WaitAsync(TimeSpan.FromSeconds(30), TimeProvider.System);
    }

    // By the stage's clock, which stands still: only a signal ends it.
    private static readonly TimeSpan Timeout = TimeSpan.FromHours(1);
}

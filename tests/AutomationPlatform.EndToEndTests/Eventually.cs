namespace AutomationPlatform.EndToEndTests;

/// <summary>Waits for what another process does and nobody signals: looks again and again, up to a limit.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    /// <summary>Returns once the condition holds; fails the test when it never does.</summary>
    /// <param name="what">What is waited for, for the failure's message.</param>
    /// <param name="condition">Looks.</param>
    internal static async Task HoldsAsync(string what, Func<Task<bool>> condition)
    {
        using var timer = new PeriodicTimer(Pause);
        using var limit = new CancellationTokenSource(Limit);
        try
        {
            while (!await condition())
                await timer.WaitForNextTickAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            Assert.Fail($"{what}: not within {Limit.TotalSeconds:0} s");
        }
    }

    /// <summary>Returns once the condition holds; fails the test when it never does.</summary>
    internal static Task HoldsAsync(string what, Func<bool> condition) =>
        HoldsAsync(what, () => Task.FromResult(condition()));
}

using System.Reflection;
using AutomationPlatform.Application.Orchestration;

namespace AutomationPlatform.IntegrationTests.Engines;

/// <summary>The real store, in a process that is stopped for a while as soon as it has noted a send.</summary>
/// <remarks>What is made at run time derives from it, so it is neither sealed nor internal.</remarks>
public class InterruptedStore : DispatchProxy
{
    private ISubmissionStore real = null!;
    private Func<Task> meanwhile = null!;

    /// <summary>The store.</summary>
    /// <param name="real">What keeps submissions.</param>
    /// <param name="meanwhile">What happens while the process is stopped.</param>
    internal static ISubmissionStore Around(ISubmissionStore real, Func<Task> meanwhile)
    {
        var store = Create<ISubmissionStore, InterruptedStore>();
        (((InterruptedStore)store).real, ((InterruptedStore)store).meanwhile) = (real, meanwhile);
        return store;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        var done = targetMethod!.Invoke(real, args);
        return targetMethod.Name == nameof(ISubmissionStore.NoteSendAsync) ? StopAsync((Task<bool>)done!) : done;
    }

    private async Task<bool> StopAsync(Task<bool> noted)
    {
        var isNoted = await noted;
        await meanwhile();
        return isNoted;
    }
}

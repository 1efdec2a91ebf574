using System.Reflection;
using AutomationPlatform.Application.Orchestration;

namespace AutomationPlatform.IntegrationTests.Engines;

/// <summary>The real store, one of whose members fails once.</summary>
/// <remarks>What is made at run time derives from it, so it is neither sealed nor internal.</remarks>
public class StumblingStore : DispatchProxy
{
    private ISubmissionStore real = null!;
    private string member = "";
    private Exception? cause;

    /// <summary>Around a store.</summary>
    /// <param name="real">The store.</param>
    /// <param name="member">The member that fails.</param>
    /// <param name="cause">How.</param>
    internal static ISubmissionStore Around(ISubmissionStore real, string member, Exception cause)
    {
        var store = Create<ISubmissionStore, StumblingStore>();
        var stumbling = (StumblingStore)store;
        (stumbling.real, stumbling.member, stumbling.cause) = (real, member, cause);
        return store;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        if (targetMethod!.Name != member || Interlocked.Exchange(ref cause, null) is not { } thrown)
            return targetMethod.Invoke(real, args);
        throw thrown;
    }
}

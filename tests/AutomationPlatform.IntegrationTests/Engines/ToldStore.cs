using System.Reflection;
using System.Threading.Channels;
using AutomationPlatform.Application.Orchestration;

namespace AutomationPlatform.IntegrationTests.Engines;

/// <summary>The real store, that tells of each thing that was done with it when it was done.</summary>
public class ToldStore : DispatchProxy
{
    private readonly Channel<string> done = Channel.CreateUnbounded<string>();
    private ISubmissionStore real = null!;

    /// <summary>Around a store.</summary>
    internal static (ISubmissionStore Store, ToldStore Told) Around(ISubmissionStore real)
    {
        var store = Create<ISubmissionStore, ToldStore>();
        var told = (ToldStore)(object)store;
        told.real = real;
        return (store, told);
    }

    /// <summary>Waits until that was done, once more than it was waited for before.</summary>
    internal async Task NextAsync(string what, CancellationToken cancellationToken)
    {
        while (await done.Reader.ReadAsync(cancellationToken) != what) { }
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        var task = (Task)targetMethod!.Invoke(real, args)!;
        task.GetAwaiter().OnCompleted(() => done.Writer.TryWrite(targetMethod.Name));
        return task;
    }
}

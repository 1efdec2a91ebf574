using System.Runtime.InteropServices;

namespace AutomationPlatform.Cli;

/// <summary>Ctrl-C and SIGTERM: the first asks to come to an end, the second to stop, the third kills.</summary>
internal sealed class Interrupts : IDisposable
{
    private readonly CancellationTokenSource first = new();
    private readonly CancellationTokenSource second = new();
    private readonly List<PosixSignalRegistration> registrations = [];
    private int count;

    /// <summary>Cancelled by the first: nothing new is begun.</summary>
    internal CancellationToken First => first.Token;

    /// <summary>Cancelled by the second: what runs is stopped.</summary>
    internal CancellationToken Second => second.Token;

    /// <summary>Listens to the signals of this process.</summary>
    internal static Interrupts OfProcess()
    {
        var interrupts = new Interrupts();
        foreach (var signal in (PosixSignal[])[PosixSignal.SIGINT, PosixSignal.SIGTERM])
            interrupts.registrations.Add(
                PosixSignalRegistration.Create(signal, context => context.Cancel = interrupts.Raise())
            );
        return interrupts;
    }

    /// <summary>Interrupts as a signal does.</summary>
    /// <returns>False when it was once too often, and the process shall end at once.</returns>
    internal bool Raise()
    {
        switch (Interlocked.Increment(ref count))
        {
            case 1:
                first.Cancel();
                return true;
            case 2:
                second.Cancel();
                return true;
            default:
                return false;
        }
    }

    public void Dispose()
    {
        foreach (var registration in registrations)
            registration.Dispose();
        first.Dispose();
        second.Dispose();
    }
}

using System.Diagnostics.Metrics;
using AutomationPlatform.Application.Execution;

namespace AutomationPlatform.UnitTests.Docs.Snippets;

/// <summary>What <c>docs/observability.md</c> shows, run.</summary>
[Collection(Listening)]
public sealed class ObservabilitySnippet
{
    /// <summary>Tests that listen, and those that say what happens where nobody does, are not run at the same time.</summary>
    public const string Listening = "listening";

    private readonly List<(string Name, long Value)> notes = [];

    [Fact]
    public void A_listener_is_told_of_what_is_measured()
    {
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listening) =>
            {
                if (instrument.Meter.Name == PlatformTelemetry.Name)
                    listening.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Note(instrument.Name, value));
        listener.Start();

        ExecutionMeters.Rescued(3);

        Assert.Contains(("automation_platform.leases.expired", 3), notes);
    }

    private void Note(string name, long value) => notes.Add((name, value));
}

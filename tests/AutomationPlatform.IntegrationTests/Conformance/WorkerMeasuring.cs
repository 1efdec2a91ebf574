using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using AutomationPlatform.Application.Execution;
using AutomationPlatform.Domain.Definition;
using AutomationPlatform.IntegrationTests.Databases;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace AutomationPlatform.IntegrationTests.Conformance;

/// <summary>What is measured and traced of real work on a real database.</summary>
public abstract class WorkerMeasuring(TestDatabase database)
{
    [Fact]
    public async Task Each_attempt_is_measured_and_its_handler_given_its_place_in_the_trace()
    {
        var given = new ConcurrentBag<(string? Envelope, string? Current)>();
        await using var stage = await ServingStage.SetAsync(
            database,
            new AutomationSettings(),
            items: 3,
            context =>
            {
                given.Add((context.Envelope.Traceparent, Activity.Current?.Id));
                return context.Envelope.Item.SequenceNumber == 0
                    ? throw new BusinessException("wrong", "no")
                    : Task.FromResult<object?>(null);
            }
        );
        var run = await stage.StartAsync();
        var ended = new ConcurrentBag<Activity>();
        using var tracing = Trace(ended, run.ToString());
        using var measuring = Listen(
            instrument => instrument.Name == "automation_platform.items.processed",
            out var measured
        );

        await stage.WorkAsync(run);

        var automation = (await stage.SummaryAsync(run)).Automation;
        Assert.Equal(
            [("completed", 2.0), ("failed", 1.0)],
            measured
                .Where(one => Equals(one.Tags["automation"], automation))
                .GroupBy(one => (string)one.Tags["outcome"]!)
                .Select(group => (group.Key, group.Sum(one => one.Value)))
                .Order()
        );
        Assert.Equal(3, ended.Count);
        Assert.Equal(
            ended.Select(activity => activity.Id).Order(StringComparer.Ordinal),
            given.Select(one => one.Envelope).Order(StringComparer.Ordinal)
        );
        Assert.All(given, one => Assert.Equal(one.Envelope, one.Current));
        Assert.Single(ended, activity => Equals(activity.GetTagItem("code"), "wrong"));
    }

    [Fact]
    public async Task The_backlog_is_read_once_in_a_while_and_only_when_observed()
    {
        await using var stage = await ServingStage.SetAsync(database, new AutomationSettings(), items: 4);
        var clock = new FakeTimeProvider();
        await using var gauges = new BacklogGauges(stage.Queue, clock, NullLogger.Instance);
        using var listener = Listen(instrument => instrument.Meter == gauges.Meter, out var measured);
        Assert.True(gauges.Reading.IsCompleted);
        var first = await ObserveAsync();
        var run = await stage.StartAsync();
        var paused = await stage.StartAsync();
        await stage.Control.SetPausedAsync(paused, "at night", "tester", CancellationToken.None);

        Assert.Equal(first, await ObserveAsync());
        clock.Advance(ExecutionDefaults.BacklogPace);
        var later = await ObserveAsync();

        Assert.Equal((first.Ready + 4, first.Blocked + 4), (later.Ready, later.Blocked));
        await stage.Control.CancelAsync(run, "over", "tester", CancellationToken.None);
        await stage.Control.CancelAsync(paused, "over", "tester", CancellationToken.None);

        async Task<(double Ready, double Blocked)> ObserveAsync()
        {
            listener.RecordObservableInstruments();
            await gauges.Reading;
            measured.Clear();
            listener.RecordObservableInstruments();
            return (Of("ready"), Of("blocked"));
        }

        double Of(string state) => measured.Single(one => Equals(one.Tags.GetValueOrDefault("state"), state)).Value;
    }

    private static ActivityListener Trace(ConcurrentBag<Activity> ended, string run)
    {
        var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == PlatformTelemetry.Name,
            Sample = (ref _) => ActivitySamplingResult.AllData,
            ActivityStopped = activity =>
            {
                if (Equals(activity.GetTagItem("run"), run))
                    ended.Add(activity);
            },
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }

    private static MeterListener Listen(
        Predicate<Instrument> which,
        out ConcurrentQueue<(double Value, Dictionary<string, object?> Tags)> measured
    )
    {
        var kept = measured = [];
        var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listening) =>
            {
                if (instrument.Meter.Name == PlatformTelemetry.Name && which(instrument))
                    listening.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<long>((_, value, tags, _) => kept.Enqueue((value, Read(tags))));
        listener.SetMeasurementEventCallback<double>((_, value, tags, _) => kept.Enqueue((value, Read(tags))));
        listener.Start();
        return listener;
    }

    private static Dictionary<string, object?> Read(ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
        new(tags.ToArray());
}

using System.Diagnostics.Metrics;
using AutomationPlatform.Application.Execution;
using AutomationPlatform.Domain.Definition;
using AutomationPlatform.Domain.Execution;
using AutomationPlatform.UnitTests.Docs.Snippets;
using Microsoft.Extensions.Logging.Abstractions;

namespace AutomationPlatform.UnitTests.Docs;

/// <summary>The page about observability tells all instruments, each with its kind, its unit and its tags.</summary>
[Collection(ObservabilitySnippet.Listening)]
public class ObservabilityPageTests
{
    private const string Page = "observability.md";

    [Fact]
    public async Task Every_instrument_is_on_the_page_with_kind_unit_and_tags()
    {
        var published = new List<Instrument>();
        var tagged = new Dictionary<string, IEnumerable<string>>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listening) =>
            {
                if (instrument.Meter.Name != PlatformTelemetry.Name)
                    return;
                published.Add(instrument);
                listening.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<long>((one, _, tags, _) => tagged[one.Name] = Keys(tags));
        listener.SetMeasurementEventCallback<double>((one, _, tags, _) => tagged[one.Name] = Keys(tags));
        listener.Start();
        await using var gauges = new BacklogGauges(null!, TimeProvider.System, NullLogger.Instance);
        MeasureEverything();

        var page = DocumentPage.Open(Page);
        Assert.Equal(9, published.Count);
        Assert.All(
            published,
            instrument =>
            {
                var row = page.Row(instrument.Name);
                Assert.Equal(instrument.GetType().Name.Split('`')[0], row[1]);
                Assert.Equal([instrument.Unit!], DocumentPage.Names(row[2]));
                Assert.Equal(
                    tagged.GetValueOrDefault(instrument.Name, TagsOfGauges(instrument)),
                    DocumentPage.Names(row[3])
                );
            }
        );
        var rows = page.Rows()
            .Select(row => row.Key)
            .Where(name => name.StartsWith("automation_platform.", StringComparison.Ordinal));
        Assert.Equal(
            published.Select(one => one.Name).Order(StringComparer.Ordinal),
            rows.Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public void Where_nobody_listens_nothing_is_allocated_and_no_activity_begun()
    {
        Answer[] answers = [.. Enumerable.Range(0, 500).Select(_ => new Answer(Item(), AnswerKind.Complete))];
        Measure(answers);

        var before = GC.GetAllocatedBytesForCurrentThread();
        Measure(answers);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.False(ExecutionMeters.TakesTime);
        Assert.Null(PlatformTelemetry.BeginItem(Run(), Item()));
    }

    private static void Measure(Answer[] answers)
    {
        ExecutionMeters.Answered("A", answers, []);
        ExecutionMeters.Attempted("A", TimeSpan.FromSeconds(1), answers[0]);
        ExecutionMeters.Claimed("A", limited: true);
        ExecutionMeters.Rescued(1);
    }

    private static void MeasureEverything()
    {
        Answer[] answers = [new(Item(), AnswerKind.Retry), new(Item(), AnswerKind.Complete)];
        Measure(answers);
        ExecutionMeters.Answered("A", answers, [answers[1].Item.Id]);
    }

    // A gauge says nothing before it was read from a database.
    private static string[] TagsOfGauges(Instrument instrument) =>
        instrument.Name == "automation_platform.backlog" ? [BacklogGauges.State] : [];

    private static string[] Keys(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var keys = new List<string>();
        foreach (var tag in tags)
            keys.Add(tag.Key);
        return [.. keys.Order(StringComparer.Ordinal)];
    }

    private static OpenRun Run()
    {
        var id = new RunId(Guid.CreateVersion7());
        return new(id, new AutomationId(Guid.CreateVersion7()), "A", 1, 5, false, false, true, null, id);
    }

    private static ClaimedItem Item() =>
        new(
            new ItemExecutionId(Guid.CreateVersion7()),
            Version: 2,
            new ItemId(Guid.CreateVersion7()),
            new BatchExecutionId(Guid.CreateVersion7()),
            Position: 0,
            SequenceNumber: 0,
            Reference: null,
            Payload: null,
            AttemptCount: 1,
            LostCount: 0,
            ReleasedCount: 0,
            MaxAttempts: null,
            Moments.Noon,
            Moments.Noon
        );
}

using System.Buffers.Binary;
using System.Diagnostics.Metrics;
using AutomationPlatform.Domain.Execution;

namespace AutomationPlatform.Application.Execution;

/// <summary>What a worker measures of its own work. Without a listener each member returns at once. Thread-safe.</summary>
internal static class ExecutionMeters
{
    internal const string Automation = "automation";
    internal const string OutcomeTag = "outcome";

    private static readonly Meter Meter = new(PlatformTelemetry.Name);

    private static readonly Histogram<double> QueueTime = Meter.CreateHistogram<double>(
        "automation_platform.item.queue_time",
        "s",
        "From the making of an item execution to the start of its first attempt"
    );

    private static readonly Histogram<double> Duration = Meter.CreateHistogram<double>(
        "automation_platform.item.duration",
        "s",
        "How long a handler took for an attempt"
    );

    private static readonly Counter<long> Processed = Meter.CreateCounter<long>(
        "automation_platform.items.processed",
        "{item}",
        "Answers that were taken, by outcome"
    );

    private static readonly Counter<long> Retried = Meter.CreateCounter<long>(
        "automation_platform.items.retried",
        "{item}",
        "Attempts that failed and are to be tried again"
    );

    private static readonly Counter<long> Late = Meter.CreateCounter<long>(
        "automation_platform.answers.late",
        "{answer}",
        "Answers that were refused because the item had been given to another"
    );

    private static readonly Counter<long> Expired = Meter.CreateCounter<long>(
        "automation_platform.leases.expired",
        "{item}",
        "Items that were lost because the lease of their worker was over"
    );

    private static readonly Counter<long> Limited = Meter.CreateCounter<long>(
        "automation_platform.claims.limited",
        "{claim}",
        "Claims that a limit of the automation cut short"
    );

    /// <summary>Whether the time of an attempt is to be taken.</summary>
    internal static bool TakesTime => Duration.Enabled;

    internal static void Attempted(string automation, TimeSpan took, Answer? answer)
    {
        if (Duration.Enabled && answer is not null)
            Duration.Record(took.TotalSeconds, new(Automation, automation), new(OutcomeTag, Outcome(answer.Kind)));
    }

    /// <summary>Answers were written; those that were refused are late ones.</summary>
    internal static void Answered(
        string automation,
        IReadOnlyList<Answer> answers,
        IReadOnlyList<ItemExecutionId> refused
    )
    {
        if (refused.Count > 0)
            Late.Add(refused.Count, new KeyValuePair<string, object?>(Automation, automation));
        if (!Processed.Enabled && !Retried.Enabled && !QueueTime.Enabled)
            return;
        var late = refused.Count == 0 ? null : refused.ToHashSet();
        Span<long> counts = stackalloc long[(int)AnswerKind.Cancel + 1];
        for (var i = 0; i < answers.Count; i++)
        {
            var answer = answers[i];
            if (late?.Contains(answer.Item.Id) == true)
                continue;
            counts[(int)answer.Kind]++;
            if (answer.Item.AttemptCount == 1 && answer.Kind != AnswerKind.Release)
                QueueTime.Record(WaitedSeconds(answer.Item), new KeyValuePair<string, object?>(Automation, automation));
        }
        for (var kind = AnswerKind.Complete; kind <= AnswerKind.Cancel; kind++)
            if (counts[(int)kind] > 0)
                Processed.Add(counts[(int)kind], new(Automation, automation), new(OutcomeTag, Outcome(kind)));
        if (counts[(int)AnswerKind.Retry] > 0)
            Retried.Add(counts[(int)AnswerKind.Retry], new KeyValuePair<string, object?>(Automation, automation));
    }

    internal static void Rescued(int items)
    {
        if (items > 0)
            Expired.Add(items);
    }

    internal static void Claimed(string automation, bool limited)
    {
        if (limited)
            Limited.Add(1, new KeyValuePair<string, object?>(Automation, automation));
    }

    /// <summary>What became of an attempt, as a tag says it.</summary>
    internal static string Outcome(AnswerKind kind) =>
        kind switch
        {
            AnswerKind.Complete => "completed",
            AnswerKind.Retry => "retried",
            AnswerKind.Fail => "failed",
            AnswerKind.Release => "released",
            _ => "cancelled",
        };

    // The first 48 bits of an identifier of version 7 are the moment of its making in milliseconds.
    private static double WaitedSeconds(ClaimedItem item)
    {
        Span<byte> id = stackalloc byte[16];
        item.Id.Value.TryWriteBytes(id, bigEndian: true, out _);
        var made = (long)(BinaryPrimitives.ReadUInt64BigEndian(id) >> 16);
        return Math.Max(0, (item.StartedAt.ToUnixTimeMilliseconds() - made) / 1000.0);
    }
}

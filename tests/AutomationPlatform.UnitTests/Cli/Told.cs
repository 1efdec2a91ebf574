using AutomationPlatform.Application;
using AutomationPlatform.Application.Database;
using AutomationPlatform.Application.Definition;
using AutomationPlatform.Application.Execution;
using AutomationPlatform.Domain.Definition;
using AutomationPlatform.Domain.Execution;

namespace AutomationPlatform.UnitTests.Cli;

/// <summary>One story, told by readers that hold it in memory, so that what is shown of it can be compared.</summary>
internal static class Told
{
    internal static readonly RunId RunId = new(Guid.Parse("0199f3c2-6f1e-7a00-8000-000000000001"));
    internal static readonly ItemId ItemId = new(Guid.Parse("0199f3c2-6f1e-7a00-8000-0000000000a1"));
    internal static readonly ItemExecutionId ItemExecutionId = new(Guid.Parse("0199f3c2-6f1e-7a00-8000-0000000000e1"));
    internal static readonly AutomationId AutomationId = new(Guid.Parse("0199f3c2-6f1e-7a00-8000-0000000000f1"));
    internal static readonly BatchId BatchId = new(Guid.Parse("0199f3c2-6f1e-7a00-8000-0000000000b1"));

    /// <summary>Text that would act on a terminal if it were shown as it is.</summary>
    internal const string Hostile = "[red]\u001b[2J\r\nname\u202e\u009b1A";

    internal static DateTimeOffset At(double seconds) => TypedLine.Now.AddMinutes(-5).AddSeconds(seconds);

    internal static RunSummary Run(ExecutionStatus status = ExecutionStatus.Failed) =>
        new(
            RunId,
            "Customer import",
            AutomationId,
            status,
            Paused: false,
            Cancelling: false,
            CorrelationId: "ext-123",
            Priority: 5,
            CreatedAt: At(0),
            CreatedBy: "ada@host",
            StartedAt: At(0.5),
            FinishedAt: status.IsFinished() ? At(2.75) : null,
            ErrorSummary: status == ExecutionStatus.Failed ? "2 of 200 items failed" : null,
            CancellationReason: null,
            PauseReason: null,
            DefinitionNumber: 3,
            ParentRunId: null,
            Items: Counts(status),
            Batches: [new(new(Guid.Empty), BatchId, "Q1-2024", status, Counts(status))]
        );

    internal static ItemExecutionSummary Item(string? message = "country 'XX' is not known") =>
        new(
            ItemExecutionId,
            RunId,
            "Q1-2024",
            SequenceNumber: 41,
            Reference: "C-1042",
            ExecutionStatus.Failed,
            AttemptCount: 2,
            "unknown-country",
            message
        );

    internal static ItemExecutionDetails Details(string? message = "country 'XX' is not known") =>
        new(
            Item(message),
            ItemId,
            "Customer import",
            Version: 5,
            MaxAttempts: 3,
            LostCount: 1,
            ReleasedCount: 0,
            StartedAt: At(1),
            FinishedAt: At(2),
            DueAt: null,
            Payload: """{"customerId":"C-1042","country":"XX","name":"Zoë"}""",
            Result: null,
            LateAnswers: [new(1, "host:17", At(1.5), "completed")]
        );

    internal static IReadOnlyList<HistoryEntry> History { get; } =
    [
        Entry(2, ExecutionStatus.Pending, ExecutionStatus.Processing, 1, null, null),
        Entry(3, ExecutionStatus.Processing, ExecutionStatus.Retrying, 1, "http:503", "Service Unavailable"),
        Entry(4, ExecutionStatus.Retrying, ExecutionStatus.Processing, 2, null, null),
        Entry(5, ExecutionStatus.Processing, ExecutionStatus.Failed, 2, "unknown-country", "country 'XX' is not known"),
    ];

    internal static AutomationSummary Automation { get; } =
        new(
            AutomationId,
            "Customer import",
            "Validate and normalise customer records",
            "command",
            DefinitionNumber: 3,
            Batches: 2,
            IsActive: true,
            Paused: false,
            CreatedAt: At(-3600),
            UpdatedAt: At(-60)
        );

    internal static BatchSummary Batch { get; } =
        new(
            BatchId,
            AutomationId,
            "Q1-2024",
            """{"quarter":1}""",
            Items: 200,
            DefinitionNumber: 3,
            ContentHash: "9f86d081884c7d65",
            IsActive: true,
            CreatedAt: At(-30),
            CreatedBy: "ada@host"
        );

    internal static DatabaseStatus Database(string kind = "sqlite", params string[] pending) =>
        new(kind, "/data/apc.db", "3.50.4", 2 - pending.Length, 2, pending, SizeBytes: 1_572_864);

    private static ItemCounts Counts(ExecutionStatus status) =>
        status.IsFinished()
            ? new(Pending: 0, Processing: 0, Completed: 198, Failed: 2, Cancelled: 0, Skipped: 0, Retrying: 0)
            : new(Pending: 150, Processing: 8, Completed: 40, Failed: 1, Cancelled: 0, Skipped: 0, Retrying: 1);

    private static HistoryEntry Entry(
        int version,
        ExecutionStatus from,
        ExecutionStatus to,
        int attempt,
        string? code,
        string? message
    ) => new(version, from, to, At(version / 2.0), attempt, "host:17", code, message, Reason: null);

    internal static RunActivity Activity { get; } =
        new(
            At(300),
            [new("host:17", "host", "0/2", 8, At(290), At(360))],
            [new("host:17", null), new("other:4", "its program 'python3' is not on the PATH")],
            LivingWorkers: 2,
            HasReady: true,
            Delayed: 3,
            NextDueAt: At(310),
            AutomationPaused: false,
            Limit: "the automation's limit of 8 in flight is reached",
            [new(ItemExecutionId, 0.5, "page 3 of 6", At(299))]
        );
}

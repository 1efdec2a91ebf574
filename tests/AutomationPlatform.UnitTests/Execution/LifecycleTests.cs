using AutomationPlatform.Domain;
using AutomationPlatform.Domain.Execution;

namespace AutomationPlatform.UnitTests.Execution;

public class LifecycleTests
{
    // Written out once more on purpose: this is the requirement, and the table in code is held to it.
    private static readonly string[] Required =
    [
        "PENDING -> PROCESSING",
        "PENDING -> CANCELLED",
        "PENDING -> SKIPPED",
        "PROCESSING -> COMPLETED",
        "PROCESSING -> FAILED",
        "PROCESSING -> RETRYING",
        "PROCESSING -> CANCELLED",
        "RETRYING -> PROCESSING",
        "RETRYING -> FAILED",
        "RETRYING -> CANCELLED",
        "FAILED -> PENDING",
        "FAILED -> RETRYING",
    ];

    public static TheoryData<ExecutionStatus> Statuses => [.. Lifecycle.Statuses];

    [Fact]
    public void The_table_has_these_steps_and_no_others() =>
        Assert.Equal(
            Required.Order(),
            from status in Lifecycle.Statuses
            from next in Lifecycle.Statuses
            where Lifecycle.Allows(status, next)
            let step = $"{status.Name()} -> {next.Name()}"
            orderby step
            select step
        );

    [Theory]
    [MemberData(nameof(Statuses))]
    public void No_status_may_follow_itself(ExecutionStatus status) => Assert.False(Lifecycle.Allows(status, status));

    [Theory]
    [MemberData(nameof(Statuses))]
    public void A_status_is_either_finished_or_active(ExecutionStatus status) =>
        Assert.NotEqual(status.IsFinished(), status.IsActive());

    [Theory]
    [MemberData(nameof(Statuses))]
    public void What_is_running_is_active(ExecutionStatus status) =>
        Assert.True(!status.IsRunning() || status.IsActive());

    [Fact]
    public void The_finished_the_active_and_the_running_are_these()
    {
        Assert.Equal("COMPLETED FAILED CANCELLED SKIPPED", Names(Lifecycle.IsFinished));
        Assert.Equal("PENDING PROCESSING RETRYING", Names(Lifecycle.IsActive));
        Assert.Equal("PROCESSING RETRYING", Names(Lifecycle.IsRunning));
    }

    [Theory]
    [MemberData(nameof(Statuses))]
    public void A_status_is_read_as_it_is_spelt(ExecutionStatus status)
    {
        Assert.Equal(status, Lifecycle.Parse(status.Name()));
        Assert.True(Lifecycle.TryParse(status.Name(), out var read));
        Assert.Equal(status, read);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("pending")]
    [InlineData("DONE")]
    public void Another_spelling_is_refused_with_the_known_ones(string? name)
    {
        Assert.False(Lifecycle.TryParse(name, out _));
        var refusal = Assert.Throws<ValidationException>(() => Lifecycle.Parse(name));
        Assert.Contains("PENDING, PROCESSING, COMPLETED, FAILED, CANCELLED, SKIPPED, RETRYING", refusal.Reason);
    }

    [Fact]
    public void A_number_that_is_no_status_has_no_name() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => ((ExecutionStatus)99).Name());

    private static string Names(Func<ExecutionStatus, bool> kind) =>
        string.Join(' ', Lifecycle.Statuses.Where(kind).Select(Lifecycle.Name));
}

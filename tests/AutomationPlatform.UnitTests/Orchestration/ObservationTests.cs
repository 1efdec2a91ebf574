using AutomationPlatform.Domain;
using AutomationPlatform.Domain.Execution;
using AutomationPlatform.Domain.Orchestration;
using AutomationPlatform.UnitTests.Execution;

namespace AutomationPlatform.UnitTests.Orchestration;

/// <summary>What an engine reports, from every status to every status.</summary>
public class ObservationTests
{
    // The shortest way through the table; nothing of ours goes back to PENDING.
    private static readonly Dictionary<string, string> Jumps = new()
    {
        ["PENDING COMPLETED"] = "PROCESSING",
        ["PENDING FAILED"] = "PROCESSING",
        ["PENDING RETRYING"] = "PROCESSING",
        ["RETRYING COMPLETED"] = "PROCESSING",
        ["FAILED PROCESSING"] = "RETRYING",
        ["FAILED COMPLETED"] = "RETRYING PROCESSING",
        ["FAILED CANCELLED"] = "RETRYING",
    };

    public static TheoryData<ExecutionStatus, ExecutionStatus> Pairs =>
        [.. from status in Lifecycle.Statuses from reported in Lifecycle.Statuses select (status, reported)];

    [Theory]
    [MemberData(nameof(Pairs))]
    public void A_report_is_followed_by_the_steps_of_the_table_or_refused(
        ExecutionStatus from,
        ExecutionStatus reported
    )
    {
        var instance = Subject.Instance().In(from);
        var before = Snapshot.Of(instance);
        var steps = Steps(from, reported);

        if (steps is null)
        {
            Assert.Throws<InvalidStateException>(() => instance.Observe(reported, null, Moments.Noon));
            Assert.Equal(before, Snapshot.Of(instance));
        }
        else
        {
            instance.Observe(reported, null, Moments.Noon);
            Assert.Equal((reported, 1 + steps), (instance.Status, instance.Version));
        }
    }

    [Fact]
    public void A_report_without_words_keeps_the_words_before()
    {
        var instance = Subject.Instance();
        instance.Observe(ExecutionStatus.Processing, Payload.Parse("""{"phase":"Running"}"""), Moments.Noon);
        var before = Snapshot.Of(instance);

        instance.Observe(ExecutionStatus.Processing, null, Moments.Later);

        Assert.Equal(before, Snapshot.Of(instance));
    }

    [Fact]
    public void All_is_well_is_no_trouble() =>
        Assert.Throws<ValidationException>(() =>
            Subject.Instance().ObserveTrouble(Observation.Ok, Payload.Parse("{}"), Moments.Noon)
        );

    private static int? Steps(ExecutionStatus from, ExecutionStatus to)
    {
        if (from == to)
            return 0;
        if (to != ExecutionStatus.Pending && Lifecycle.Allows(from, to))
            return 1;
        return Jumps.TryGetValue($"{from.Name()} {to.Name()}", out var between) ? between.Split(' ').Length + 1 : null;
    }
}

using AutomationPlatform.Domain.Execution;

namespace AutomationPlatform.UnitTests.Execution;

public class DerivedStatusTests
{
    [Theory]
    [InlineData(1, 5, 5, true, null)]
    [InlineData(0, 0, 0, false, "COMPLETED")]
    [InlineData(0, 0, 0, true, "COMPLETED")]
    [InlineData(0, 1, 0, false, "FAILED")]
    [InlineData(0, 1, 0, true, "FAILED")]
    [InlineData(0, 1, 1, true, "CANCELLED")]
    [InlineData(0, 0, 1, true, "CANCELLED")]
    [InlineData(0, 1, 1, false, "FAILED")]
    [InlineData(0, 0, 1, false, "COMPLETED")]
    public void A_run_ends_as_its_items_did(
        long active,
        long failed,
        long cancelled,
        bool cancelRequested,
        string? end
    ) => Assert.Equal(end, DerivedStatus.EndOf(active, failed, cancelled, cancelRequested)?.Name());

    [Theory]
    [InlineData(1, 1, 1, false, null)]
    [InlineData(0, 0, 1, false, "FAILED")]
    [InlineData(0, 0, 0, false, "COMPLETED")]
    [InlineData(0, 1, 0, false, "FAILED")]
    [InlineData(0, 1, 1, true, "CANCELLED")]
    [InlineData(0, 1, 0, true, "FAILED")]
    public void A_run_whose_rest_its_threshold_cancelled_ends_failed_unless_cancelling_was_asked_for(
        long active,
        long failed,
        long cancelled,
        bool cancelRequested,
        string? end
    ) =>
        Assert.Equal(
            end,
            DerivedStatus.EndOf(active, failed, cancelled, cancelRequested, thresholdExceeded: true)?.Name()
        );
}

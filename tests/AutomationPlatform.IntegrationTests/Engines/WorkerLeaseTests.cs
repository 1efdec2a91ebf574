using AutomationPlatform.Application;

namespace AutomationPlatform.IntegrationTests.Engines;

/// <summary>How long the claims of workers hold that an engine starts is refused where no worker would take it.</summary>
public sealed class WorkerLeaseTests
{
    [Theory]
    [InlineData("argo", "0s")]
    [InlineData("argo", "2h")]
    [InlineData("argo", "soon")]
    [InlineData("slurm", "0s")]
    [InlineData("slurm", "2h")]
    [InlineData("slurm", "5s; true")]
    public void A_lease_that_no_worker_takes_is_refused_when_the_engine_is_connected(string type, string lease)
    {
        var refused = Assert.Throws<InvalidInputException>(() => Open(type, lease));
        Assert.Contains("setting lease is no duration of 1s to 1h", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("argo")]
    [InlineData("slurm")]
    public void A_lease_that_workers_take_is_taken(string type) => Open(type, "1s");

    private static void Open(string type, string lease)
    {
        (string, string)[] settings =
            type == "argo" ? [("namespace", "flows")] : [("user", "apc"), ("directory", "/shared/apc")];
        TestedClient.Open(type, new Uri("http://127.0.0.1:1"), "/nowhere", [.. settings, ("lease", lease)]);
    }
}

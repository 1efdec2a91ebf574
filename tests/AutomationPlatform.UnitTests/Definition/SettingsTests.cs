using AutomationPlatform.Domain;
using AutomationPlatform.Domain.Definition;

namespace AutomationPlatform.UnitTests.Definition;

/// <summary>Settings that nobody could act upon cannot be made, in code or from a file.</summary>
public class SettingsTests
{
    private static readonly Dictionary<string, Func<object>> Impossible = new()
    {
        ["no attempt"] = () => new RetryPolicy { MaxAttempts = 0 },
        ["too many attempts"] = () => new RetryPolicy { MaxAttempts = RetryPolicy.MaxAttemptsLimit + 1 },
        ["a negative delay"] = () => new RetryPolicy { MaxAttempts = 1, InitialDelay = TimeSpan.FromTicks(-1) },
        ["an endless delay"] = () => new RetryPolicy { MaxAttempts = 1, MaxDelay = TimeSpan.MaxValue },
        ["no time at all"] = () => new RetryPolicy { MaxAttempts = 1, TotalTimeout = TimeSpan.Zero },
        ["no attempt for a code"] = () => new RetryOverride("http:429", 0),
        ["no time for an attempt"] = () => new AutomationSettings { Timeout = TimeSpan.Zero },
        ["an endless attempt"] = () =>
            new AutomationSettings { Timeout = AutomationSettings.TimeoutLimit + TimeSpan.FromTicks(1) },
        ["nothing at once"] = () => new AutomationSettings { Concurrency = 0 },
        ["no share"] = () => new AutomationSettings { FailureThreshold = 0 },
        ["more than all"] = () => new AutomationSettings { FailureThreshold = 1.01 },
        ["no number"] = () => new AutomationSettings { FailureThreshold = double.NaN },
        ["none in flight"] = () => new ExecutionLimits(0, Rate: null),
        ["none in a second"] = () => new Rate(0, TimeSpan.FromSeconds(1)),
    };

    public static TheoryData<string> Names => [.. Impossible.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Impossible_settings_are_refused_with_their_range(string what)
    {
        var refusal = Assert.Throws<ValidationException>(Impossible[what]);

        Assert.Contains("give", refusal.Reason);
    }

    [Fact]
    public void Defaults_are_as_documented()
    {
        var settings = AutomationSettings.Default;

        Assert.Equal(
            (TimeSpan.FromMinutes(5), null, null, null),
            (settings.Timeout, settings.Concurrency, settings.Retry, settings.FailureThreshold)
        );
        Assert.Equal(ExecutionLimits.None, settings.Limits);
    }

    [Fact]
    public void The_ends_of_each_range_are_allowed()
    {
        _ = new RetryPolicy
        {
            MaxAttempts = RetryPolicy.MaxAttemptsLimit,
            InitialDelay = TimeSpan.Zero,
            MaxDelay = RetryPolicy.TimeLimit,
            TotalTimeout = RetryPolicy.TimeLimit,
        };
        _ = new AutomationSettings
        {
            Timeout = TimeSpan.FromMilliseconds(1),
            Concurrency = 1,
            FailureThreshold = 1,
        };
        Assert.Equal((1, 1), (new ExecutionLimits(1, Rate: null).InFlight, new Rate(1, TimeSpan.FromHours(1)).Count));
    }
}

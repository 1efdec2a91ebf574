namespace AutomationPlatform.UnitTests;

/// <summary>Fixed moments, so that no test looks at a clock.</summary>
internal static class Moments
{
    public static readonly DateTimeOffset Noon = new(2026, 1, 31, 12, 0, 0, TimeSpan.Zero);

    public static readonly DateTimeOffset Later = Noon.AddMinutes(5);
}

using AutomationPlatform.Cli.Console;

namespace AutomationPlatform.UnitTests.Cli;

/// <summary>Numbers, times and sizes as people read them.</summary>
public class FigureTests
{
    [Theory]
    [InlineData(-1, "0ms")]
    [InlineData(0.35, "350ms")]
    [InlineData(0.9999, "1.0s")]
    [InlineData(1.25, "1.3s")]
    [InlineData(59.94, "59.9s")]
    [InlineData(59.96, "1m 00s")]
    [InlineData(125, "2m 05s")]
    [InlineData(3599.4, "59m 59s")]
    [InlineData(7800, "2h 10m")]
    [InlineData(273_600, "3d 4h")]
    public void A_duration_is_short(double seconds, string shown) =>
        Assert.Equal(shown, Figures.Duration(TimeSpan.FromSeconds(seconds)));

    [Theory]
    [InlineData(0.5, "0.5/s")]
    [InlineData(12.34, "12.3/s")]
    [InlineData(12_345.6, "12,346/s")]
    public void A_rate_is_short(double perSecond, string shown) => Assert.Equal(shown, Figures.Rate(perSecond));

    [Theory]
    [InlineData(0, "0 B")]
    [InlineData(1023, "1023 B")]
    [InlineData(1536, "1.5 KiB")]
    [InlineData(1_572_864, "1.5 MiB")]
    public void A_size_is_short(long bytes, string shown) => Assert.Equal(shown, Figures.Size(bytes));

    [Theory]
    [InlineData(1, "1 item")]
    [InlineData(12_345, "12,345 items")]
    public void Items_are_counted(long count, string shown) => Assert.Equal(shown, Figures.Items(count));
}

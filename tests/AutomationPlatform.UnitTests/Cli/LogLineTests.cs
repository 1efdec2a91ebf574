using AutomationPlatform.Cli.Console;
using AutomationPlatform.Cli.Engines;

namespace AutomationPlatform.UnitTests.Cli;

/// <summary>How a log that comes in pieces is written line by line.</summary>
public sealed class LogLineTests : IDisposable
{
    private readonly StringWriter output = new() { NewLine = "\n" };
    private readonly LogLines lines;

    public LogLineTests() =>
        lines = new LogLines(
            new Terminal(
                Terminal.Open(output, screen: null),
                Terminal.Open(TextWriter.Null, screen: null),
                answers: null,
                TimeProvider.System
            )
        );

    public void Dispose() => output.Dispose();

    [Fact]
    public void A_line_is_written_when_it_is_whole()
    {
        lines.Add("fir");
        Assert.Empty(output.ToString());
        lines.Add("st\r\n\nthi");
        Assert.Equal("first\n\n", output.ToString());
        lines.Add("rd");
        lines.End();
        lines.End();
        Assert.Equal("first\n\nthird\n", output.ToString());
    }

    [Fact]
    public void A_line_without_an_end_is_not_held_back_for_ever_and_stays_one_line()
    {
        for (var piece = 0; piece < 100; piece++)
        {
            lines.Add(new string('x', LogLines.Limit / 4));
            Assert.InRange(output.ToString().Length, (piece - 4) * (LogLines.Limit / 4), int.MaxValue);
        }
        lines.Add("\nlast");
        lines.End();
        Assert.Equal(new string('x', 25 * LogLines.Limit) + "\nlast\n", output.ToString());
    }

    [Theory]
    [InlineData("\r\n", "\n")]
    [InlineData("\U0001F600\n", "\U0001F600\n")]
    [InlineData("\rx\n", "\\rx\n")]
    public void What_only_its_next_character_gives_a_meaning_waits_for_it(string end, string shown)
    {
        var line = new string('x', LogLines.Limit);
        lines.Add(line + end[..1]);
        Assert.Equal(line, output.ToString());
        lines.Add(end[1..]);
        lines.End();
        Assert.Equal(line + shown, output.ToString());
    }

    [Fact]
    public void A_log_that_ends_with_a_long_line_ends_its_line()
    {
        var line = new string('x', LogLines.Limit + 1);
        lines.Add(line);
        lines.End();
        Assert.Equal(line + "\n", output.ToString());
    }
}

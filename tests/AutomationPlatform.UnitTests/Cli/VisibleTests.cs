using AutomationPlatform.Cli.Console;
using CsCheck;

namespace AutomationPlatform.UnitTests.Cli;

/// <summary>Text from outside cannot act on a terminal.</summary>
public class VisibleTests
{
    [Theory]
    [InlineData("plain, Zoë, 東京, 👩‍🚀", "plain, Zoë, 東京, 👩‍🚀")]
    [InlineData("\u001b[31mred", @"\u001B[31mred")]
    [InlineData("a\r\nb\tc", @"a\r\nb\tc")]
    [InlineData("\u009b2J", @"\u009B2J")]
    [InlineData("\u007f\0", @"\u007F\u0000")]
    [InlineData("abc\u202edef", @"abc\u202Edef")]
    [InlineData("\u2028", @"\u2028")]
    public void What_would_act_is_escaped_and_the_rest_stays(string text, string shown) =>
        Assert.Equal(shown, Visible.Line(text));

    [Fact]
    public void Half_a_character_is_escaped()
    {
        Assert.Equal(@"\uD800x", Visible.Line('\ud800' + "x"));
        Assert.Equal(@"x\uD83D", Visible.Line("x" + '\ud83d'));
    }

    [Fact]
    public void A_text_of_several_lines_keeps_line_feeds_and_tabs() =>
        Assert.Equal("a\nb\tc\\u001B", Visible.Lines("a\r\nb\tc\u001b"));

    [Fact]
    public void Nothing_stays_nothing() => Assert.Equal("", Visible.Line(null));

    [Fact]
    public void No_control_character_ever_passes() =>
        Gen.String.Sample(text => Assert.DoesNotContain(Visible.Line(text), char.IsControl));
}

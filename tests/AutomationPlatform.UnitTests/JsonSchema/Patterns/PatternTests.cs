using AutomationPlatform.JsonSchema;
using Xunit;

namespace AutomationPlatform.UnitTests.JsonSchema.Patterns;

public sealed class PatternTests
{
    [Theory]
    [InlineData(@"^\d$", "٣", false)]
    [InlineData(@"^\w$", "é", false)]
    [InlineData(@"^\W$", "é", true)]
    [InlineData(@"^\s$", "\u00A0", true)]
    [InlineData(@"^\s$", "\uFEFF", true)]
    [InlineData(@"^\s$", "\u180E", false)]
    [InlineData(@"^a$", "a\n", false)]
    [InlineData(@"^.$", "\U0001F600", true)]
    [InlineData(@"^.$", "\u2028", false)]
    [InlineData(@"^[^a]$", "\U0001F600", true)]
    [InlineData(@"^[^a][^a]$", "\U0001F600", false)]
    [InlineData(@"^[\u{1F600}-\u{1F64F}]+$", "\U0001F600\U0001F601", true)]
    [InlineData("^\U0001F600{2}$", "\U0001F600\U0001F600", true)]
    [InlineData(@"^\p{Letter}+$", "aé\U00010400", true)]
    [InlineData(@"^\P{L}$", "1", true)]
    [InlineData(@"\bé", "aé", true)]
    [InlineData(@"^(?:(a)|b)\1$", "b", true)]
    [InlineData(@"^(?<x>a)(b)\2\k<x>$", "abba", true)]
    [InlineData(@"^a{,2}$", "a{,2}", true)]
    [InlineData(@"^[[-]]$", "[]", true)]
    [InlineData(@"^[\w-a]$", "-", true)]
    [InlineData(@"^(a|b)*?c$", "abac", true)]
    [InlineData(@"^\cA\x41\0$", "\u0001A\0", true)]
    [InlineData("[]", "a", false)]
    [InlineData("^[^]$", "\n", true)]
    [InlineData("", "anything", true)]
    public void A_pattern_means_what_it_means_in_ECMA_262(string pattern, string text, bool isMatch)
    {
        var schema = $$"""{"pattern": {{Json(pattern)}}}""";
        Assert.Equal(isMatch, Validate.IsValid(schema, Json(text)));
    }

    [Theory]
    [InlineData("(")]
    [InlineData(")")]
    [InlineData("[a")]
    [InlineData("[z-a]")]
    [InlineData("*a")]
    [InlineData("a{3,2}")]
    [InlineData(@"\a")]
    [InlineData(@"\Z")]
    [InlineData(@"\u12")]
    [InlineData(@"\p{Nothing}")]
    [InlineData(@"\2(a)")]
    [InlineData(@"\k<x>")]
    [InlineData("(?<x>a)(?<x>b)")]
    [InlineData("(?i)a")]
    [InlineData("(?>a)")]
    [InlineData(@"a\")]
    public void A_pattern_that_ECMA_262_does_not_allow_is_refused_at_its_place(string pattern)
    {
        var schema = $$"""{"properties": {"a": {"pattern": {{Json(pattern)}} } } }""";
        var error = Assert.Throws<InvalidSchemaException>(() => CompiledSchema.Compile(schema));
        Assert.Equal("/properties/a/pattern", error.Location);
    }

    private static string Json(string text) => System.Text.Json.JsonSerializer.Serialize(text);
}

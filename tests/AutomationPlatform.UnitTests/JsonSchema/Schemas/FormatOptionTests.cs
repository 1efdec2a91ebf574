using AutomationPlatform.JsonSchema;
using Xunit;

namespace AutomationPlatform.UnitTests.JsonSchema.Schemas;

public sealed class FormatOptionTests
{
    [Theory]
    [InlineData("date-time", "2026-02-29T08:00:00Z")]
    [InlineData("date", "2026-02-29")]
    [InlineData("time", "08:00:00")]
    [InlineData("duration", "P1H")]
    [InlineData("email", "x@")]
    [InlineData("hostname", "a_b")]
    [InlineData("ipv4", "1.2.3")]
    [InlineData("ipv6", "::1::")]
    [InlineData("uri", "a b")]
    [InlineData("uri-reference", "\\")]
    [InlineData("uuid", "123")]
    [InlineData("regex", "(")]
    [InlineData("json-pointer", "a")]
    public void A_format_is_checked_only_when_asked(string format, string text)
    {
        var schema = $$"""{"format": "{{format}}"}""";
        var value = System.Text.Json.JsonSerializer.Serialize(text);
        Assert.True(Validate.IsValid(schema, value));
        Assert.False(Validate.IsValid(schema, value, new SchemaOptions { AssertFormat = true }));
    }

    [Fact]
    public void A_format_nobody_knows_is_never_checked() =>
        Assert.True(Validate.IsValid("""{"format": "colour"}""", "\"x\"", new SchemaOptions { AssertFormat = true }));
}

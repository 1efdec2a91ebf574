using Xunit;

namespace AutomationPlatform.UnitTests.JsonSchema.Validation;

public sealed class MessageTests
{
    [Theory]
    [InlineData(
        """{"properties": {"email": {"format": "email"}}}""",
        """{"email": "x@"}""",
        "/email: 'x@' is not an e-mail address"
    )]
    [InlineData("""{"type": "integer"}""", "\"12a\"", "'12a' is not a whole number")]
    [InlineData("""{"type": ["string", "null"]}""", "5", "5 is not text, or null")]
    [InlineData("""{"required": ["email"]}""", "{}", "'email' is missing")]
    [InlineData("""{"minimum": 10}""", "5", "5 is less than 10, the smallest allowed")]
    [InlineData("""{"exclusiveMaximum": 10}""", "10", "10 is not less than 10")]
    [InlineData("""{"multipleOf": 0.1}""", "0.25", "0.25 is not a multiple of 0.1")]
    [InlineData("""{"maxLength": 3}""", "\"abcd\"", "'abcd' is longer than 3 characters")]
    [InlineData("""{"pattern": "^a$"}""", "\"b\"", "'b' does not match the pattern ^a$")]
    [InlineData("""{"enum": ["a", 1, null]}""", "\"b\"", "'b' is not one of: 'a', 1, null")]
    [InlineData("""{"const": "a"}""", "\"b\"", "'b' is not 'a', the only value allowed")]
    [InlineData("""{"minItems": 1}""", "[]", "the list of 0 items has too few: at least 1 item is needed")]
    [InlineData("""{"uniqueItems": true}""", "[1, 2, 1.0]", "items 0 and 2 are equal; each item must be different")]
    [InlineData("""{"additionalProperties": false}""", """{"a/b": 1}""", "/a~1b: 'a/b' is not allowed here")]
    [InlineData("""{"items": false}""", "[7]", "/0: this item is not allowed here")]
    [InlineData("""{"not": {}}""", "true", "true is of a kind that is not allowed here")]
    [InlineData(
        """{"contains": {"type": "null"}}""",
        "[1]",
        "the list of 1 item has fewer than 1 item of the kind required"
    )]
    [InlineData("""{"dependentRequired": {"a": ["b"]}}""", """{"a": 1}""", "'b' is missing, which 'a' needs")]
    [InlineData("""{"oneOf": [{}, {}]}""", "1", "1 fits several of the 2 alternatives; it must fit exactly one")]
    [InlineData("""{"propertyNames": {"maxLength": 1}}""", """{"ab": 1}""", "'ab' is longer than 1 character")]
    public void A_violation_is_told_in_one_sentence(string schema, string value, string expected) =>
        Assert.Equal(expected, Validate.Message(schema, value));

    [Fact]
    public void A_violation_names_its_places_and_its_keyword()
    {
        const string Schema = """
            {"$id": "https://example.org/s", "properties": {"a": {"$ref": "#/$defs/n"}}, "$defs": {"n": {"minimum": 3}}}
            """;
        var violation = Assert.Single(Validate.Violations(Schema, """{"a": 1}"""));
        Assert.Equal("/a", violation.InstanceLocation);
        Assert.Equal("/properties/a/$ref/minimum", violation.KeywordLocation);
        Assert.Equal("https://example.org/s#/$defs/n/minimum", violation.AbsoluteKeywordLocation);
        Assert.Equal("minimum", violation.Keyword);
        Assert.Equal("1", violation.Excerpt);
    }

    [Fact]
    public void Every_violation_is_listed()
    {
        const string Schema = """
            {"properties": {"a": {"type": "string"}, "b": {"minimum": 2, "multipleOf": 2}}, "required": ["c", "d"]}
            """;
        var keywords = Validate.Violations(Schema, """{"a": 1, "b": 1}""").Select(violation => violation.Keyword);
        Assert.Equal(["type", "minimum", "multipleOf", "required", "required"], keywords);
    }

    [Fact]
    public void When_no_alternative_fits_the_reasons_follow_the_summary()
    {
        var violations = Validate.Violations("""{"anyOf": [{"type": "string"}, {"minimum": 5}]}""", "1");
        Assert.Equal(["anyOf", "type", "minimum"], violations.Select(violation => violation.Keyword));
    }

    [Fact]
    public void Alternatives_that_do_not_matter_leave_no_violation()
    {
        const string Schema = """
            {"anyOf": [{"type": "string"}, {}], "if": {"type": "string"}, "contains": {"minimum": 2}, "minItems": 3}
            """;
        Assert.Equal(["minItems"], Validate.Violations(Schema, "[1, 2]").Select(violation => violation.Keyword));
    }

    [Fact]
    public void An_excerpt_is_short_and_on_one_line()
    {
        var violation = Assert.Single(
            Validate.Violations("""{"type": "null"}""", $"\"a\\nb{new string('x', 5_000)}\"")
        );
        Assert.InRange(violation.Excerpt!.Length, 10, 70);
        Assert.StartsWith("'a bxxx", violation.Excerpt, StringComparison.Ordinal);
        Assert.InRange(violation.Message.Length, 10, 100);
    }

    [Fact]
    public void An_excerpt_survives_a_cut_through_an_escape_sequence()
    {
        var text = "\"" + string.Concat(Enumerable.Repeat("\\ud83d\\ude00", 200)) + "\"";
        var violation = Assert.Single(Validate.Violations("""{"type": "null"}""", text));
        Assert.EndsWith("…'", violation.Excerpt, StringComparison.Ordinal);
    }

    [Fact]
    public void A_member_nobody_foresaw_is_not_shown()
    {
        var violation = Assert.Single(
            Validate.Violations("""{"additionalProperties": false}""", """{"pin": "1234"}""")
        );
        Assert.Null(violation.Excerpt);
        Assert.DoesNotContain("1234", violation.Message, StringComparison.Ordinal);
    }
}

using Xunit;

namespace AutomationPlatform.UnitTests.JsonSchema.Validation;

public sealed class TextTests
{
    [Theory]
    [InlineData("\"\U0001F600\"")]
    [InlineData("\"\\ud83d\\ude00\"")]
    [InlineData("\"\\u0061\"")]
    [InlineData("\"\\ud800\"")]
    public void Length_counts_code_points_however_they_are_written(string value)
    {
        Assert.True(Validate.IsValid("""{"minLength": 1, "maxLength": 1}""", value));
        Assert.False(Validate.IsValid("""{"minLength": 2}""", value));
    }

    [Fact]
    public void Escapes_do_not_matter_to_equality()
    {
        Assert.True(Validate.IsValid("""{"const": "\u0061/"}""", "\"a\\/\""));
        Assert.True(Validate.IsValid("""{"enum": ["a"]}""", "\"\\u0061\""));
        Assert.True(Validate.IsValid("""{"const": {"a": 1, "b": 2}}""", """{"b": 2, "\u0061": 1.0}"""));
    }

    [Fact]
    public void Escapes_do_not_matter_to_the_names_of_members()
    {
        const string Schema =
            """{"properties": {"name": {"type": "string"}}, "required": ["name"], "additionalProperties": false}""";
        Assert.True(Validate.IsValid(Schema, """{"n\u0061me": "x"}"""));
        Assert.False(Validate.IsValid(Schema, """{"n\u0061me": 1}"""));
    }

    [Fact]
    public void Escapes_do_not_matter_to_the_names_of_keywords() =>
        Assert.False(Validate.IsValid("""{"t\u0079pe": "string"}""", "1"));

    [Fact]
    public void Half_a_surrogate_pair_in_a_name_is_no_obstacle()
    {
        const string Schema = """
            {"dependentRequired": {"a": ["b"]}, "dependentSchemas": {"a": {}}, "properties": {"\ud800": {"type": "null"}}}
            """;
        Assert.False(Validate.IsValid(Schema, """{"\ud800": 1}"""));
        Assert.True(Validate.IsValid(Schema, """{"\udfff\ud800": 1, "a": 1, "b": 2}"""));
    }

    [Fact]
    public void A_member_that_appears_twice_is_checked_twice()
    {
        const string Schema = """{"properties": {"a": {"type": "string"}}}""";
        Assert.False(Validate.IsValid(Schema, """{"a": 1, "a": "x"}"""));
        Assert.False(Validate.IsValid(Schema, """{"a": "x", "a": 1}"""));
        Assert.False(Validate.IsValid("""{"maxProperties": 1}""", """{"a": 1, "a": 1}"""));
    }
}

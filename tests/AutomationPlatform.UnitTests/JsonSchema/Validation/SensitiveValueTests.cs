using AutomationPlatform.JsonSchema;
using Xunit;

namespace AutomationPlatform.UnitTests.JsonSchema.Validation;

public sealed class SensitiveValueTests
{
    private const string Secret = "hunter2";

    [Theory]
    [InlineData("""{"x-sensitive": true, "minLength": 20}""")]
    [InlineData("""{"x-sensitive": true, "pattern": "^[0-9]+$"}""")]
    [InlineData("""{"x-sensitive": true, "enum": ["hunter3"]}""")]
    [InlineData("""{"x-sensitive": true, "const": "hunter3"}""")]
    [InlineData("""{"x-sensitive": true, "type": "integer"}""")]
    [InlineData("""{"x-sensitive": true, "format": "email"}""")]
    [InlineData("""{"x-sensitive": true, "not": {}}""")]
    [InlineData("""{"x-sensitive": true, "anyOf": [{"type": "null"}, {"minLength": 9}]}""")]
    public void A_sensitive_value_is_never_shown(string property)
    {
        AssertHidden($$"""{"properties": {"p": {{property}} } }""", $$"""{"p": "{{Secret}}"}""");
    }

    [Fact]
    public void What_another_branch_says_of_a_sensitive_value_does_not_show_it()
    {
        const string Schema = """
            {"allOf": [{"properties": {"p": {"minLength": 9}}}, {"properties": {"p": {"x-sensitive": true}}}]}
            """;
        AssertHidden(Schema, $$"""{"p": "{{Secret}}"}""");
    }

    [Fact]
    public void Everything_in_a_sensitive_object_is_sensitive()
    {
        const string Schema = """
            {"properties": {"p": {"x-sensitive": true, "properties": {"q": {"items": {"type": "null"}}}}}}
            """;
        AssertHidden(Schema, $$$"""{"p": {"q": ["{{{Secret}}}"]}}""");
    }

    [Fact]
    public void A_rule_on_the_whole_object_does_not_show_its_sensitive_member()
    {
        AssertHidden(
            """{"properties": {"p": {"x-sensitive": true}}, "const": {"p": "x"}, "enum": [1], "not": {}}""",
            $$"""{"p": "{{Secret}}"}"""
        );
    }

    [Fact]
    public void A_sensitive_value_stays_hidden_when_the_list_of_violations_is_cut()
    {
        var options = new SchemaOptions { Limits = new SchemaLimits { Violations = 1 } };
        const string Schema = """
            {"allOf": [{"properties": {"p": {"minLength": 9}}}, {"properties": {"p": {"x-sensitive": true, "minLength": 9}}}]}
            """;
        var evaluation = CompiledSchema.Compile(Schema, options).Evaluate(Validate.Parse($$"""{"p": "{{Secret}}"}"""));
        Assert.True(evaluation.IsTruncated);
        Assert.DoesNotContain(Secret, Assert.Single(evaluation.Violations).ToString(), StringComparison.Ordinal);
    }

    private static void AssertHidden(string schema, string value)
    {
        var violations = Validate.Violations(schema, value, new SchemaOptions { AssertFormat = true });
        Assert.NotEmpty(violations);
        Assert.All(
            violations,
            violation =>
            {
                Assert.DoesNotContain(Secret, violation.Message, StringComparison.Ordinal);
                Assert.DoesNotContain(Secret, violation.Excerpt ?? "", StringComparison.Ordinal);
                Assert.DoesNotContain("hunter3", violation.Message, StringComparison.Ordinal);
            }
        );
    }
}

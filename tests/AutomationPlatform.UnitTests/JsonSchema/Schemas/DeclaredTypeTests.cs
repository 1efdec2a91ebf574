using AutomationPlatform.JsonSchema;
using Xunit;

namespace AutomationPlatform.UnitTests.JsonSchema.Schemas;

public sealed class DeclaredTypeTests
{
    [Theory]
    [InlineData("""{"properties": {"a": {"type": "string"}}}""", JsonTypes.String)]
    [InlineData("""{"properties": {"a": {"type": ["integer", "null"]}}}""", JsonTypes.Integer | JsonTypes.Null)]
    [InlineData("""{"properties": {"a": {"minimum": 1}}}""", JsonTypes.None)]
    [InlineData("""{"properties": {"b": {"type": "string"}}}""", JsonTypes.None)]
    [InlineData(
        """{"properties": {"a": {"$ref": "#/$defs/n"}}, "$defs": {"n": {"type": "number"}}}""",
        JsonTypes.Number
    )]
    [InlineData(
        """{"properties": {"a": {"allOf": [{"type": ["number", "string"]}, {"type": "integer"}]}}}""",
        JsonTypes.Integer
    )]
    [InlineData(
        """{"properties": {"a": {"anyOf": [{"type": "boolean"}, {"type": "null"}]}}}""",
        JsonTypes.Boolean | JsonTypes.Null
    )]
    [InlineData("""{"properties": {"a": {"anyOf": [{"type": "boolean"}, {}]}}}""", JsonTypes.None)]
    [InlineData("""{"$ref": "#/$defs/o", "$defs": {"o": {"properties": {"a": {"type": "array"}}}}}""", JsonTypes.Array)]
    [InlineData("""{"allOf": [{"properties": {"a": {"type": "object"}}}]}""", JsonTypes.Object)]
    [InlineData(
        """{"patternProperties": {"^a$": {"type": "boolean"}}, "additionalProperties": {"type": "null"}}""",
        JsonTypes.Boolean
    )]
    [InlineData("""{"additionalProperties": {"type": "integer"}}""", JsonTypes.Integer)]
    public void The_types_declared_for_a_member_are_told(string schema, JsonTypes expected) =>
        Assert.Equal(expected, CompiledSchema.Compile(schema).TypesOf("a"));

    [Fact]
    public void Types_are_told_of_recursive_schemas_too() =>
        Assert.Equal(
            JsonTypes.Object,
            CompiledSchema.Compile("""{"type": "object", "properties": {"a": {"$ref": "#"}}}""").TypesOf("a")
        );
}

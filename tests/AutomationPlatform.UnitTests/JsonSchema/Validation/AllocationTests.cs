using AutomationPlatform.JsonSchema;
using Xunit;

namespace AutomationPlatform.UnitTests.JsonSchema.Validation;

public sealed class AllocationTests
{
    private const int Repetitions = 1_000;

    private const int Rounds = 5;

    [Theory]
    [InlineData(
        """{"type": "object", "required": ["a"], "additionalProperties": {"type": "integer"}}""",
        """{"a": 1, "b": 2}"""
    )]
    [InlineData(
        """{"properties": {"a": {"enum": ["x", "y"]}, "b": {"const": {"c": [1, 2]}}}}""",
        """{"a": "y", "b": {"c": [1, 2.0]}}"""
    )]
    [InlineData("""{"minLength": 1, "maxLength": 20, "pattern": "^[a-z]+$"}""", "\"abc\"")]
    [InlineData("""{"maxLength": 3, "pattern": "^[^x]+$"}""", "\"\\ud83d\\ude00\\n\\u0061\"")]
    [InlineData("""{"pattern": "^(?!x)[a-z]+$"}""", "\"abc\"")]
    [InlineData("""{"format": "date-time"}""", "\"2026-01-31T08:30:00Z\"")]
    [InlineData("""{"format": "uri"}""", "\"https://example.org/a?b#c\"")]
    [InlineData("""{"format": "email"}""", "\"a.b@example.org\"")]
    [InlineData("""{"minimum": 1e-3, "multipleOf": 0.01}""", "123456789012345678901234567890.25")]
    [InlineData("""{"uniqueItems": true}""", """[1, "1", [1], {"a": 1}, null, true, false, 2, 3, 4, 5]""")]
    [InlineData(
        """{"prefixItems": [{"type": "string"}], "contains": {"minimum": 2}, "unevaluatedItems": false}""",
        """["a", 2, 3]"""
    )]
    [InlineData("""{"allOf": [{"properties": {"a": true}}], "unevaluatedProperties": false}""", """{"a": 1}""")]
    [InlineData(
        """{"anyOf": [{"type": "null"}, {"$ref": "#/$defs/n"}], "not": {"const": 3}, "$defs": {"n": {"type": "number"}}}""",
        "4"
    )]
    [InlineData(
        """{"oneOf": [{"type": "null"}, {"type": "number"}], "if": {"minimum": 3}, "then": {"maximum": 5}}""",
        "4"
    )]
    [InlineData(
        """{"propertyNames": {"pattern": "^[a-z]+$", "enum": ["abc"]}, "patternProperties": {"^a": {}}}""",
        """{"abc": 1}"""
    )]
    [InlineData(
        """{"dependentRequired": {"a": ["b"]}, "dependentSchemas": {"a": {"minProperties": 2}}}""",
        """{"a": 1, "b": 2}"""
    )]
    [InlineData("""{"$dynamicAnchor": "n", "additionalProperties": {"$dynamicRef": "#n"}}""", """{"a": {"b": {}}}""")]
    public void A_valid_value_costs_no_memory(string schema, string value)
    {
        var compiled = CompiledSchema.Compile(schema, new SchemaOptions { AssertFormat = true });
        var element = Validate.Parse(value);
        Assert.Equal(0, AllocatedBy(compiled, element));
    }

    private static long AllocatedBy(CompiledSchema schema, System.Text.Json.JsonElement element)
    {
        for (var i = 0; i < Repetitions; i++)
            Assert.True(schema.IsValid(element));
        // A collection in between may take pooled buffers away, which are then made once more: no cost of a document. What each
        // document costs shows in every round.
        return Enumerable.Range(0, Rounds).Min(_ => AllocatedInARound(schema, element));
    }

    private static long AllocatedInARound(CompiledSchema schema, System.Text.Json.JsonElement element)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < Repetitions; i++)
            schema.IsValid(element);
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}

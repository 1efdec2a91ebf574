using System.Text.Json;
using AutomationPlatform.JsonSchema;
using Xunit;

namespace AutomationPlatform.UnitTests.JsonSchema;

/// <summary>Checks JSON texts against schema texts, for tests that are about nothing else.</summary>
internal static class Validate
{
    public static bool IsValid(string schema, string value, SchemaOptions? options = null)
    {
        var compiled = CompiledSchema.Compile(schema, options);
        var element = Parse(value);
        var isValid = compiled.IsValid(element);
        Assert.Equal(isValid, compiled.Evaluate(element).IsValid);
        return isValid;
    }

    public static IReadOnlyList<SchemaViolation> Violations(
        string schema,
        string value,
        SchemaOptions? options = null
    ) => CompiledSchema.Compile(schema, options).Evaluate(Parse(value)).Violations;

    /// <summary>The one violation, as its place and sentence.</summary>
    public static string Message(string schema, string value) =>
        Assert.Single(Violations(schema, value, new SchemaOptions { AssertFormat = true })).ToString();

    // As deep as it likes: it is the validator's depth that is tested.
    public static JsonElement Parse(string value) =>
        JsonElement.Parse(value, new JsonDocumentOptions { MaxDepth = int.MaxValue });
}

using System.Text;
using System.Text.Json;
using AutomationPlatform.JsonSchema;
using Xunit;

namespace AutomationPlatform.UnitTests.JsonSchema.Validation;

public sealed class OutputTests
{
    private static readonly CompiledSchema Schema = CompiledSchema.Compile(
        """{"$id": "https://example.org/s", "properties": {"a": {"type": "string"}}}"""
    );

    [Fact]
    public void The_flag_output_tells_validity_alone()
    {
        Assert.Equal("""{"valid":true}""", Written("{}", (evaluation, writer) => evaluation.WriteFlag(writer)));
        Assert.Equal(
            """{"valid":false}""",
            Written("""{"a":1}""", (evaluation, writer) => evaluation.WriteFlag(writer))
        );
    }

    [Fact]
    public void The_basic_output_of_a_valid_value_has_no_errors() =>
        Assert.Equal("""{"valid":true}""", Written("{}", (evaluation, writer) => evaluation.WriteBasic(writer)));

    [Fact]
    public void The_basic_output_lists_errors_with_their_places()
    {
        const string Expected =
            """{"valid":false,"errors":[{"keywordLocation":"/properties/a/type","""
            + """ "absoluteKeywordLocation":"https://example.org/s#/properties/a/type","""
            + """ "instanceLocation":"/a","error":"1 is not text"}]}""";
        var written = Written("""{"a":1}""", (evaluation, writer) => evaluation.WriteBasic(writer));
        Assert.Equal(Expected.Replace(" \"", "\"", StringComparison.Ordinal), written);
    }

    private static string Written(string value, Action<SchemaEvaluation, Utf8JsonWriter> write)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
            write(Schema.Evaluate(Validate.Parse(value)), writer);
        return Encoding.UTF8.GetString(stream.ToArray());
    }
}

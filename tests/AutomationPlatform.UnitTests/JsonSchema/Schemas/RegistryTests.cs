using AutomationPlatform.JsonSchema;
using Xunit;

namespace AutomationPlatform.UnitTests.JsonSchema.Schemas;

public sealed class RegistryTests
{
    [Fact]
    public void A_reference_reaches_a_registered_schema()
    {
        var registry = SchemaRegistry.Empty.With("https://example.org/n#", Validate.Parse("""{"type": "number"}"""));
        var options = new SchemaOptions { Registry = registry };
        Assert.False(Validate.IsValid("""{"$id": "https://example.org/s", "$ref": "n"}""", "\"x\"", options));
        Assert.Equal(["https://example.org/n"], registry.Uris);
        Assert.Empty(SchemaRegistry.Empty.Uris);
    }

    [Fact]
    public void A_relative_URI_cannot_be_registered() =>
        Assert.Throws<ArgumentException>(() => SchemaRegistry.Empty.With("n.json", Validate.Parse("true")));

    [Fact]
    public void The_document_is_a_copy_that_outlives_its_source()
    {
        CompiledSchema schema;
        using (var document = System.Text.Json.JsonDocument.Parse("""{"const": 1}"""))
            schema = CompiledSchema.Compile(document.RootElement);
        Assert.Equal("""{"const": 1}""", schema.Document.GetRawText());
        Assert.True(schema.IsValid(Validate.Parse("1.0")));
    }
}

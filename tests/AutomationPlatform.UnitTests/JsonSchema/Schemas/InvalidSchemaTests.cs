using AutomationPlatform.JsonSchema;
using Xunit;

namespace AutomationPlatform.UnitTests.JsonSchema.Schemas;

public sealed class InvalidSchemaTests
{
    [Theory]
    [InlineData("""{"type": "strin"}""", "/type")]
    [InlineData("""{"properties": {"a": {"minLength": -1}}}""", "/properties/a/minLength")]
    [InlineData("""{"required": ["a", "a"]}""", "/required")]
    [InlineData("""{"$defs": {"unused": {"maxItems": "1"}}}""", "/$defs/unused/maxItems")]
    [InlineData("""{"multipleOf": 0}""", "/multipleOf")]
    [InlineData("""{"$ref": "#/$defs/nothing"}""", "/$ref")]
    [InlineData("""{"$ref": "https://example.org/nowhere"}""", "/$ref")]
    [InlineData("""{"$schema": "https://example.org/unknown"}""", "/$schema")]
    [InlineData("""{"$ref": "#/const", "const": 5}""", "/const")]
    [InlineData("""{"allOf": [{"$ref": "#"}]}""", "")]
    [InlineData("""{"$defs": {"a": {"$ref": "#/$defs/b"}, "b": {"$ref": "#/$defs/a"}}}""", "/$defs/a")]
    [InlineData("""{"allOf": [{"properties": {"a": {"const": {"x": 1, "x": 2}}}}]}""", "/allOf/0/properties/a/const")]
    [InlineData("""{"$defs": {"a": {"$anchor": "x"}, "b": {"$anchor": "x"}}}""", "/$defs/b/$anchor")]
    [InlineData("""{"$defs": {"a": {"$id": "x"}, "b": {"$id": "x"}}}""", "/$defs/b/$id")]
    [InlineData("5", "")]
    [InlineData("{", "")]
    public void An_invalid_schema_is_refused_at_its_place(string schema, string location)
    {
        var error = Assert.Throws<InvalidSchemaException>(() => CompiledSchema.Compile(schema));
        Assert.Equal(location, error.Location);
        Assert.Null(error.SchemaUri);
        Assert.NotEmpty(error.Reason);
    }

    [Theory]
    [InlineData("http://json-schema.org/draft-07/schema#", Draft.V7)]
    [InlineData("https://json-schema.org/draft/2019-09/schema", Draft.V201909)]
    [InlineData("https://json-schema.org/draft/2020-12/schema", Draft.V202012)]
    public void Each_draft_is_checked_against_its_own_metaschema(string uri, Draft draft)
    {
        Assert.Equal(draft, CompiledSchema.Compile($$"""{"$schema": "{{uri}}"}""").Draft);
        var error = Assert.Throws<InvalidSchemaException>(() =>
            CompiledSchema.Compile($$$"""{"$schema": "{{{uri}}}", "items": {"type": 7}}""")
        );
        Assert.Equal("/items/type", error.Location);
    }

    [Fact]
    public void A_mistake_in_a_registered_schema_names_that_schema()
    {
        var registry = SchemaRegistry.Empty.With("https://example.org/part", Validate.Parse("""{"type": 5}"""));
        var error = Assert.Throws<InvalidSchemaException>(() =>
            CompiledSchema.Compile(
                """{"$ref": "https://example.org/part"}""",
                new SchemaOptions { Registry = registry }
            )
        );
        Assert.Equal(("https://example.org/part", "/type"), (error.SchemaUri, error.Location));
    }

    [Fact]
    public void A_required_vocabulary_that_is_unknown_refuses_the_schema()
    {
        const string MetaSchema = """
            {"$schema": "https://json-schema.org/draft/2020-12/schema", "$vocabulary": {"https://example.org/vocabulary": true}}
            """;
        var registry = SchemaRegistry.Empty.With("https://example.org/meta", Validate.Parse(MetaSchema));
        Assert.Throws<InvalidSchemaException>(() =>
            CompiledSchema.Compile(
                """{"$schema": "https://example.org/meta"}""",
                new SchemaOptions { Registry = registry }
            )
        );
    }

    [Fact]
    public void An_undefined_element_is_not_a_schema_or_a_value()
    {
        Assert.Throws<ArgumentException>(() => CompiledSchema.Compile(default(System.Text.Json.JsonElement)));
        Assert.Throws<ArgumentException>(() => CompiledSchema.Compile("true").IsValid(default));
    }
}

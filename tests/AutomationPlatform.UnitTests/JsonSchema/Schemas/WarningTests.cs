using AutomationPlatform.JsonSchema;
using Xunit;

namespace AutomationPlatform.UnitTests.JsonSchema.Schemas;

public sealed class WarningTests
{
    [Theory]
    [InlineData("requried", "required")]
    [InlineData("propertes", "properties")]
    [InlineData("additionalproperties", "additionalProperties")]
    [InlineData("maxLenght", "maxLength")]
    [InlineData("tpye", "type")]
    [InlineData("ref", "$ref")]
    [InlineData("$dfs", "$defs")]
    public void A_misspelt_keyword_is_told_with_the_one_meant(string written, string meant)
    {
        var schema = CompiledSchema.Compile($$$"""{"properties": {"a/b": {"{{{written}}}": 1} }}""");
        Assert.Equal([new SchemaWarning($"/properties/a~1b/{written}", written, meant)], schema.Warnings);
    }

    [Theory]
    [InlineData(
        """{"x-requried": 1, "note": 1, "nullable": true, "unit": "kg", "dependencies": {}, "definitions": {}}"""
    )]
    [InlineData("""{"properties": {"requried": {}}, "const": {"requried": 1}, "default": {"tpye": 1}}""")]
    public void Other_words_and_what_is_no_keyword_give_no_warning(string schema) =>
        Assert.Empty(CompiledSchema.Compile(schema).Warnings);

    [Fact]
    public void A_warning_reads_as_a_sentence() =>
        Assert.Equal(
            "/requried: 'requried' has no effect; did you mean 'required'?",
            CompiledSchema.Compile("""{"requried": ["a"]}""").Warnings[0].ToString()
        );
}

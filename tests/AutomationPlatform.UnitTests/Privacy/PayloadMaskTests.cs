using System.Text.Json;
using System.Text.Json.Nodes;
using AutomationPlatform.Application.Privacy;
using AutomationPlatform.Domain.Definition;
using CsCheck;

namespace AutomationPlatform.UnitTests.Privacy;

public class PayloadMaskTests
{
    private const string Secret = "hidden-4711";

    [Theory]
    [InlineData("""{"x-sensitive":true}""", """{"a":1}""", """ "[masked]" """)]
    [InlineData(
        """{"properties":{"a":{"x-sensitive":true}}}""",
        """{"a":"s", "b": 2}""",
        """{"a":"[masked]", "b": 2}"""
    )]
    [InlineData("""{"properties":{"a":{"x-sensitive":true}}}""", """{"a":{"b":[1]}}""", """{"a":"[masked]"}""")]
    [InlineData("""{"properties":{"a":{"x-sensitive":false}}}""", """{"a":"s"}""", """{"a":"s"}""")]
    [InlineData(
        """{"properties":{"a":{"x-sensitive":true}}}""",
        """{"\u0061":"s","a":null}""",
        """{"\u0061":"[masked]","a":"[masked]"}"""
    )]
    [InlineData(
        """{"properties":{"a":{"$ref":"#/$defs/p"}},"$defs":{"p":{"x-sensitive":true}}}""",
        """{"a":"s"}""",
        """{"a":"[masked]"}"""
    )]
    [InlineData(
        """{"items":{"properties":{"a":{"x-sensitive":true}}}}""",
        """[{"a":1},{"b":1}]""",
        """[{"a":"[masked]"},{"b":1}]"""
    )]
    [InlineData("""{"prefixItems":[{},{"x-sensitive":true}],"items":{}}""", "[1,2,3]", """[1,"[masked]",3]""")]
    [InlineData("""{"contains":{"x-sensitive":true}}""", "[1,2]", """["[masked]","[masked]"]""")]
    [InlineData(
        """{"patternProperties":{"^s_":{"x-sensitive":true}}}""",
        """{"s_a":1,"t":2}""",
        """{"s_a":"[masked]","t":2}"""
    )]
    [InlineData(
        """{"properties":{"a":{}},"additionalProperties":{"x-sensitive":true}}""",
        """{"a":1,"b":2}""",
        """{"a":1,"b":"[masked]"}"""
    )]
    [InlineData(
        """{"properties":{"a":{}},"unevaluatedProperties":{"x-sensitive":true}}""",
        """{"a":1,"b":2}""",
        """{"a":1,"b":"[masked]"}"""
    )]
    [InlineData("""{"propertyNames":{"x-sensitive":true}}""", """{"s@example.org":1}""", """ "[masked]" """)]
    [InlineData(
        """{"anyOf":[{"required":["c"],"properties":{"a":{"x-sensitive":true}}},{}]}""",
        """{"a":1}""",
        """{"a":"[masked]"}"""
    )]
    [InlineData(
        """{"if":{"required":["c"]},"then":{"properties":{"a":{"x-sensitive":true}}}}""",
        """{"a":1}""",
        """{"a":"[masked]"}"""
    )]
    [InlineData(
        """{"dependentSchemas":{"c":{"properties":{"a":{"x-sensitive":true}}}}}""",
        """{"a":1}""",
        """{"a":"[masked]"}"""
    )]
    [InlineData(
        """{"properties":{"child":{"$ref":"#"},"a":{"x-sensitive":true}}}""",
        """{"child":{"child":{"a":1}}}""",
        """{"child":{"child":{"a":"[masked]"}}}"""
    )]
    [InlineData(
        """{"$dynamicAnchor":"n","properties":{"a":{"x-sensitive":true},"child":{"$dynamicRef":"#n"}}}""",
        """{"child":{"a":1}}""",
        """{"child":{"a":"[masked]"}}"""
    )]
    [InlineData(
        """{"$schema":"http://json-schema.org/draft-07/schema#","items":[{"x-sensitive":true}]}""",
        "[1,2]",
        """["[masked]",2]"""
    )]
    public void A_sensitive_value_is_masked_wherever_the_schema_may_describe_it(
        string schema,
        string payload,
        string shown
    ) => Assert.Equal(shown.Trim(), Mask(schema).OfItem(payload));

    [Fact]
    public void Wherever_a_schema_puts_it_a_secret_is_never_shown_and_the_rest_always_is() =>
        Places.Sample(place =>
        {
            var payload = place.Value.ToJsonString();
            var shown = Mask(place.Schema.ToJsonString()).OfItem(payload)!;
            Assert.DoesNotContain(Secret, shown, StringComparison.Ordinal);
            Assert.Equal(payload.Replace($"\"{Secret}\"", "\"[masked]\"", StringComparison.Ordinal), shown);
            using var parsed = JsonDocument.Parse(shown);
        });

    [Fact]
    public void What_several_definitions_call_sensitive_is_masked_once()
    {
        var whole = Definition("""{"properties":{"a":{"x-sensitive":true}}}""");
        var part = Definition(
            """{"properties":{"a":{"properties":{"b":{"x-sensitive":true}}},"c":{"x-sensitive":true}}}"""
        );
        Assert.Equal(
            """{"a":"[masked]","c":"[masked]","d":1}""",
            new PayloadMask([part, whole]).OfItem("""{"a":{"b":1},"c":2,"d":1}""")
        );
    }

    [Fact]
    public void Without_anything_sensitive_nothing_is_hidden()
    {
        var mask = Mask("""{"properties":{"a":{"type":"string"}}}""");
        Assert.True(mask.HidesNothing);
        Assert.Equal("""{"a":"x"}""", mask.OfItem("""{"a":"x"}"""));
        Assert.Null(mask.OfItem(null));
        Assert.Equal("said x", mask.TextsOf("""{"a":"x"}""", null).Hide("said x"));
    }

    [Fact]
    public void The_batch_has_a_schema_of_its_own()
    {
        var mask = new PayloadMask([
            new DefinitionContent(
                new Schema("""{"properties":{"b":{"x-sensitive":true}}}"""),
                ItemSchema: null,
                AutomationSettings.Default
            ),
        ]);
        Assert.Equal("""{"b":"[masked]"}""", mask.OfBatch("""{"b":1}"""));
        Assert.Equal("""{"b":1}""", mask.OfItem("""{"b":1}"""));
        Assert.Equal("no [masked]", mask.TextsOf(null, """{"b":"Ada Lovelace"}""").Hide("no Ada Lovelace"));
    }

    [Theory]
    [InlineData("no ADA lovelace here", "no [masked] here")]
    [InlineData("number 123456.50 of 1234", "number [masked] of 1234")]
    [InlineData("line \"two\"", "[masked]")]
    [InlineData("line \\\"two\\\"", "[masked]")]
    [InlineData("abc", "abc")]
    [InlineData("", "")]
    public void What_was_said_of_a_sensitive_value_is_hidden(string said, string shown)
    {
        var mask = Mask("""{"properties":{"s":{"x-sensitive":true}}}""");
        var payload = """{"s":["Ada Lovelace", "Ada", 123456.50, "abc", "line \"two\""], "t": 1234}""";
        Assert.Equal(shown, mask.TextsOf(payload, null).Hide(said));
    }

    [Fact]
    public void A_result_that_repeats_a_sensitive_value_hides_it_in_names_texts_and_numbers()
    {
        var mask = Mask("""{"properties":{"s":{"x-sensitive":true}}}""");
        var sensitive = mask.TextsOf("""{"s":["Lovelace", 471100]}""", null);
        Assert.Equal(
            """{"[masked]": ["Ada [masked]", "[masked]", 4711, true, null], "n": "Zürich"}""",
            sensitive.HideIn("""{"lovelace": ["Ada \u004covelace", 471100, 4711, true, null], "n": "Zürich"}""")
        );
        Assert.Null(sensitive.HideIn(null));
    }

    [Fact]
    public void Where_there_are_too_many_values_to_look_for_all_of_a_text_is_hidden()
    {
        var mask = Mask("""{"x-sensitive":true}""");
        var payload = JsonSerializer.Serialize(Enumerable.Range(10_000, SensitiveTexts.Limit + 1));
        Assert.Equal("[masked]", mask.TextsOf(payload, null).Hide("harmless"));
    }

    // A value with the secret somewhere in it, and a schema that leads there.
    private static Gen<(JsonObject Schema, JsonNode Value)> Places { get; } = Of(4);

    private static Gen<(JsonObject Schema, JsonNode Value)> Of(int depth)
    {
        var leaf = Gen.Const(() => (new JsonObject { ["x-sensitive"] = true }, (JsonNode)Secret));
        if (depth == 0)
            return leaf;
        return Gen.Select(Gen.Int[0, 8], Of(depth - 1))
            .Select(
                (wrapping, inner) =>
                {
                    var schema = inner.Item1;
                    var value = inner.Item2;
                    return wrapping switch
                    {
                        0 => (Under("properties", new JsonObject { ["a~/b"] = schema }), Member("a~/b", value)),
                        1 => (Others("additionalProperties", schema), Member("any", value)),
                        2 => (Under("patternProperties", new JsonObject { ["^x"] = schema }), Member("xyz", value)),
                        3 => (Under("items", schema), new JsonArray(value)),
                        4 => (Under("prefixItems", new JsonArray(new JsonObject(), schema)), new JsonArray(1, value)),
                        5 => (Under("allOf", new JsonArray(new JsonObject(), schema)), value),
                        6 => (Under("oneOf", new JsonArray(schema, new JsonObject { ["type"] = "null" })), value),
                        7 => (
                            new JsonObject
                            {
                                ["$id"] = $"urn:depth:{depth}",
                                ["$ref"] = "#/$defs/inner",
                                ["$defs"] = new JsonObject { ["inner"] = schema },
                            },
                            value
                        ),
                        _ => (Others("unevaluatedProperties", schema), Member("left", value)),
                    };
                }
            );
    }

    private static JsonObject Under(string keyword, JsonNode schema) => new JsonObject { [keyword] = schema };

    private static JsonObject Others(string keyword, JsonNode schema) =>
        new JsonObject
        {
            ["properties"] = new JsonObject { ["plain"] = new JsonObject() },
            [keyword] = schema,
        };

    private static JsonObject Member(string name, JsonNode value) => new JsonObject { ["plain"] = 1, [name] = value };

    private static PayloadMask Mask(string itemSchema) => new([Definition(itemSchema)]);

    private static DefinitionContent Definition(string itemSchema) =>
        new(BatchSchema: null, new Schema(itemSchema), AutomationSettings.Default);
}

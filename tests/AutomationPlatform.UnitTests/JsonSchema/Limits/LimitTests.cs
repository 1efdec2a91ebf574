using System.Globalization;
using AutomationPlatform.JsonSchema;
using Xunit;

namespace AutomationPlatform.UnitTests.JsonSchema.Limits;

public sealed class LimitTests
{
    [Fact]
    public void A_schema_deeper_than_allowed_is_refused() =>
        AssertCompileExceeds(nameof(SchemaLimits.SchemaDepth), Nested("{\"not\":", 100_000, "}"));

    [Fact]
    public void A_schema_larger_than_allowed_is_refused() =>
        AssertCompileExceeds(
            nameof(SchemaLimits.SchemaValues),
            """{"enum": [1, 2, 3]}""",
            new SchemaLimits { SchemaValues = 4 }
        );

    [Fact]
    public void A_value_deeper_than_allowed_is_refused()
    {
        AssertCheckExceeds(nameof(SchemaLimits.InstanceDepth), """{"items": {"$ref": "#"}}""", Nested("[", 5_000, "]"));
        AssertCheckExceeds(
            nameof(SchemaLimits.InstanceDepth),
            """{"uniqueItems": true}""",
            $"[1,2,3,4,5,6,7,8,{Nested("[", 5_000, "]")}]"
        );
    }

    [Fact]
    public void A_chain_of_references_longer_than_allowed_is_refused_without_overflowing_the_stack()
    {
        var definitions = Enumerable
            .Range(0, 20_000)
            .Select(i =>
                $$"""
                    "d{{i}}": {"$ref": "#/$defs/d{{i + 1}}"}
                    """
            );
        var schema = $$$"""{"$ref": "#/$defs/d0", "$defs": { {{{string.Join(",", definitions)}}}, "d20000": true}}""";
        AssertCheckExceeds(nameof(SchemaLimits.EvaluationDepth), schema, "1");
    }

    [Fact]
    public void A_small_stack_is_a_limit_and_not_a_crash()
    {
        var options = new SchemaOptions
        {
            Limits = new SchemaLimits
            {
                EvaluationDepth = int.MaxValue,
                InstanceDepth = int.MaxValue,
                Work = long.MaxValue,
            },
        };
        var schema = CompiledSchema.Compile("""{"items": {"$ref": "#"}}""", options);
        var value = Validate.Parse(Nested("[", 10_000, "]"));
        SchemaLimitExceededException? error = null;
        var thread = new Thread(
            () => error = Assert.Throws<SchemaLimitExceededException>(() => schema.IsValid(value)),
            maxStackSize: 512 * 1024
        );
        thread.Start();
        thread.Join();
        Assert.Equal(nameof(SchemaLimits.EvaluationDepth), error!.Limit);
    }

    [Fact]
    public void Work_that_grows_without_measure_is_stopped()
    {
        // Each level tries the next one twice, for every value.
        var schema = """{"$ref": "#/$defs/d0", "$defs": {""";
        for (var i = 0; i < 40; i++)
            schema += $$"""
                "d{{i}}": {"allOf": [{"$ref": "#/$defs/d{{i + 1}}"}, {"$ref": "#/$defs/d{{i + 1}}"}]},
                """;
        AssertCheckExceeds(nameof(SchemaLimits.Work), schema + """ "d40": {"type": "integer"}}}""", "1");
    }

    [Fact]
    public void Only_a_dynamic_reference_can_lead_in_a_circle_and_that_is_stopped() =>
        AssertCheckExceeds(
            nameof(SchemaLimits.EvaluationDepth),
            """{"$dynamicAnchor": "a", "$dynamicRef": "#a"}""",
            "1"
        );

    [Fact]
    public void A_list_of_many_different_items_is_no_trouble()
    {
        var items = string.Join(",", Enumerable.Range(0, 50_000).Select(i => $"[{i}]"));
        Assert.True(Validate.IsValid("""{"uniqueItems": true}""", $"[{items}]"));
        Assert.False(Validate.IsValid("""{"uniqueItems": true}""", $"[{items}, [49999.0]]"));
    }

    [Fact]
    public void A_number_longer_than_allowed_is_refused() =>
        AssertCheckExceeds(nameof(SchemaLimits.NumberLength), """{"minimum": 1}""", new string('9', 2_000));

    [Theory]
    [InlineData("1e9999999999999999999999")]
    [InlineData("1e-9999999999999999999999")]
    public void An_exponent_larger_than_allowed_is_refused(string value) =>
        AssertCheckExceeds(nameof(SchemaLimits.NumberExponent), """{"minimum": 1}""", value);

    [Fact]
    public void A_regular_expression_longer_than_allowed_is_refused() =>
        AssertCompileExceeds(nameof(SchemaLimits.PatternLength), $$"""{"pattern": "{{new string('a', 3_000)}}"}""");

    [Fact]
    public void A_regular_expression_nested_deeper_than_allowed_is_refused() =>
        AssertCompileExceeds(nameof(SchemaLimits.PatternDepth), $$"""{"pattern": "{{Nested("(", 200, ")")}}"}""");

    [Fact]
    public void A_regular_expression_that_backtracks_without_end_is_stopped() =>
        AssertCheckExceeds(
            nameof(SchemaLimits.PatternTime),
            """{"pattern": "^(?=a)(a|aa)+$"}""",
            $"\"{new string('a', 40)}!\"",
            new SchemaLimits { PatternTime = TimeSpan.FromMilliseconds(20) }
        );

    [Fact]
    public void A_regular_expression_that_need_not_backtrack_never_does() =>
        Assert.False(Validate.IsValid("""{"pattern": "^(a+)+$"}""", $"\"{new string('a', 100_000)}!\""));

    [Fact]
    public void More_violations_than_allowed_shorten_the_list_and_say_so()
    {
        var options = new SchemaOptions { Limits = new SchemaLimits { Violations = 3 } };
        var evaluation = CompiledSchema
            .Compile("""{"items": {"type": "null"}}""", options)
            .Evaluate(Validate.Parse("[1, 2, 3, 4]"));
        Assert.False(evaluation.IsValid);
        Assert.True(evaluation.IsTruncated);
        Assert.Equal(3, evaluation.Violations.Count);
    }

    [Fact]
    public void The_error_of_a_limit_names_it_and_what_it_allows()
    {
        var options = new SchemaOptions { Limits = new SchemaLimits { Work = 2 } };
        var schema = CompiledSchema.Compile("""{"items": {"type": "integer"}}""", options);
        var error = Assert.Throws<SchemaLimitExceededException>(() =>
            schema.Evaluate(Validate.Parse("[1.0, 2.0, 3.0]"))
        );
        Assert.Equal(("Work", "2"), (error.Limit, error.Maximum));
    }

    [Fact]
    public void Every_limit_of_the_code_stands_in_the_documentation_with_its_default()
    {
        var page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "json-schema.md"));
        foreach (var property in typeof(SchemaLimits).GetProperties().Where(property => property.CanWrite))
        {
            var text = property.GetValue(SchemaLimits.Default) switch
            {
                TimeSpan time => string.Create(CultureInfo.InvariantCulture, $"{time.TotalMilliseconds:N0} ms"),
                var number => string.Format(CultureInfo.InvariantCulture, "{0:N0}", number),
            };
            Assert.Contains($"| `{property.Name}` | {text} |", page, StringComparison.Ordinal);
        }
    }

    private static string Nested(string open, int count, string close) =>
        string.Concat(Enumerable.Repeat(open, count))
        + (open.EndsWith(':') ? "true" : "")
        + string.Concat(Enumerable.Repeat(close, count));

    private static void AssertCompileExceeds(string limit, string schema, SchemaLimits? limits = null)
    {
        var options = new SchemaOptions { Limits = limits ?? SchemaLimits.Default };
        var error = Assert.Throws<SchemaLimitExceededException>(() => CompiledSchema.Compile(schema, options));
        Assert.Equal(limit, error.Limit);
    }

    private static void AssertCheckExceeds(string limit, string schema, string value, SchemaLimits? limits = null)
    {
        var compiled = CompiledSchema.Compile(schema, new SchemaOptions { Limits = limits ?? SchemaLimits.Default });
        var element = Validate.Parse(value);
        Assert.Equal(limit, Assert.Throws<SchemaLimitExceededException>(() => compiled.IsValid(element)).Limit);
        Assert.Equal(limit, Assert.Throws<SchemaLimitExceededException>(() => compiled.Evaluate(element)).Limit);
    }
}

using AutomationPlatform.JsonSchema;
using Xunit;

namespace AutomationPlatform.UnitTests.JsonSchema.Validation;

public sealed class ConcurrencyTests
{
    private const string Schema = """
        {
          "properties": { "code": { "pattern": "^(?=[A-Z])[A-Z0-9]+$" }, "next": { "$ref": "#" }, "list": { "uniqueItems": true } },
          "unevaluatedProperties": false
        }
        """;

    [Fact]
    public void One_schema_answers_many_threads_at_once()
    {
        var schema = CompiledSchema.Compile(Schema);
        var valid = Validate.Parse(
            """{"code": "A1", "next": {"code": "B2", "list": [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]}}"""
        );
        var invalid = Validate.Parse("""{"code": "1A", "next": {"code": "b"}, "list": [1, 1], "other": 0}""");
        Parallel.For(
            0,
            2_000,
            i =>
            {
                Assert.True(schema.IsValid(valid));
                Assert.False(schema.IsValid(invalid));
                if (i % 10 == 0)
                    Assert.Equal(4, schema.Evaluate(invalid).Violations.Count);
            }
        );
    }

    [Fact]
    public void Many_threads_may_compile_at_once() =>
        Parallel.For(
            0,
            200,
            i =>
            {
                var draft = (Draft)(i % 3);
                var schema = CompiledSchema.Compile(
                    $$$"""{"properties": {"p{{{i}}}": {"pattern": "^x{{{i}}}$"} }}""",
                    new SchemaOptions { DefaultDraft = draft }
                );
                Assert.Equal(draft, schema.Draft);
                Assert.True(schema.IsValid(Validate.Parse($$"""{"p{{i}}": "x{{i}}"}""")));
            }
        );

    [Fact]
    public void A_check_that_fails_does_not_disturb_the_next_on_its_thread()
    {
        var narrow = CompiledSchema.Compile(
            """{"items": {"items": {}}}""",
            new SchemaOptions { Limits = new SchemaLimits { InstanceDepth = 1 } }
        );
        Assert.Throws<SchemaLimitExceededException>(() => narrow.IsValid(Validate.Parse("[[1]]")));
        Assert.True(narrow.IsValid(Validate.Parse("[1]")));
    }
}

using AutomationPlatform.Domain;
using AutomationPlatform.Domain.Definition;

namespace AutomationPlatform.UnitTests.Definition;

/// <summary>A schema as the domain sees it; the validator behind it has tests of its own.</summary>
public class SchemaTests
{
    private const string Customer = """
        {
          "$schema": "https://json-schema.org/draft/2020-12/schema",
          "type": "object",
          "required": ["customerId"],
          "properties": {
            "customerId": {"type": "string", "minLength": 1},
            "tags": {"type": "array", "items": {"type": "string"}},
            "mail": {"type": "string", "format": "email"}
          }
        }
        """;

    [Fact]
    public void Every_violation_is_told_with_its_place_and_the_place_of_the_rule()
    {
        var result = new Schema(Customer).Validate(Payload.Parse("""{"customerId":"","tags":["a",2,3]}"""));

        Assert.False(result.Valid);
        Assert.Equal(
            [
                ("/customerId", "/properties/customerId/minLength"),
                ("/tags/1", "/properties/tags/items/type"),
                ("/tags/2", "/properties/tags/items/type"),
            ],
            result.Errors.Select(error => (error.InstanceLocation, error.KeywordLocation)).Order()
        );
    }

    [Fact]
    public void What_follows_the_schema_is_valid() =>
        Assert.Equal(
            SchemaValidationResult.Success,
            new Schema(Customer).Validate(Payload.Parse("""{"customerId":"C-1"}"""))
        );

    [Fact]
    public void Formats_are_asserted() =>
        Assert.False(new Schema(Customer).Validate(Payload.Parse("""{"customerId":"C-1","mail":"nobody"}""")).Valid);

    [Theory]
    [InlineData("""{"type":"null"}""", true)]
    [InlineData("""{"type":"object"}""", false)]
    public void An_absent_payload_is_checked_as_null(string schema, bool valid) =>
        Assert.Equal(valid, new Schema(schema).Validate(null).Valid);

    [Theory]
    [InlineData("not json")]
    [InlineData("""{"type":"strnig"}""")]
    [InlineData("""{"minLength":-1}""")]
    [InlineData("""{"$ref":"#/nowhere"}""")]
    [InlineData("""{"pattern":"("}""")]
    [InlineData("[]")]
    [InlineData("12")]
    public void What_is_no_schema_is_refused(string definition)
    {
        var refusal = Assert.Throws<ValidationException>(() => new Schema(definition));

        Assert.Equal(("Schema", "Definition"), (refusal.Entity, refusal.Field));
        Assert.NotEmpty(refusal.Reason);
    }

    [Fact]
    public void Schemas_are_equal_by_their_json()
    {
        var (one, same) = (
            new Schema("""{"type":"object","minProperties":1}"""),
            new Schema("""{"minProperties":1,"type":"object"}""")
        );

        Assert.True(one.Equals(same) && one.Equals((object)same));
        Assert.Equal(one.GetHashCode(), same.GetHashCode());
        Assert.False(one.Equals(new Schema("true")) || one.Equals(null) || one.Equals("true"));
    }

    [Fact]
    public void Results_are_equal_by_their_violations()
    {
        var schema = new Schema(Customer);

        Assert.Equal(schema.Validate(Payload.Parse("[]")), schema.Validate(Payload.Parse("[]")));
        Assert.NotEqual(schema.Validate(Payload.Parse("[]")), schema.Validate(Payload.Parse("{}")));
    }
}

using System.Text.Json.Nodes;
using AutomationPlatform.JsonSchema;
using CsCheck;
using Xunit;

namespace AutomationPlatform.UnitTests.JsonSchema.Properties;

public sealed class FittingValueTests
{
    private const int Samples = 500;

    [Fact]
    public void A_value_generated_to_fit_a_schema_validates() =>
        SchemaGenerator.Sample.Sample(
            sample => Validate.IsValid(sample.Schema.ToJsonString(), Text(sample.Fitting)),
            iter: Samples
        );

    [Fact]
    public void A_value_broken_at_one_place_does_not() =>
        SchemaGenerator.Sample.Sample(
            sample => !Validate.IsValid(sample.Schema.ToJsonString(), Text(sample.Broken)),
            iter: Samples
        );

    [Fact]
    public void The_order_of_members_does_not_matter() =>
        SchemaGenerator.Sample.Sample(
            sample => Validate.IsValid(Constant(sample.Fitting), Text(Reversed(sample.Fitting))),
            iter: Samples
        );

    [Fact]
    public void A_value_is_never_unique_beside_itself() =>
        SchemaGenerator.Sample.Sample(
            sample =>
                !Validate.IsValid(
                    """{"uniqueItems": true}""",
                    $"[{Text(sample.Fitting)}, {Text(Reversed(sample.Fitting))}]"
                ),
            iter: Samples
        );

    [Fact]
    public void Every_number_is_a_multiple_of_what_it_was_multiplied_from() =>
        Gen.Select(Gen.Int[1, 1_000_000], Gen.Int[0, 12], Gen.Int[-1_000_000, 1_000_000])
            .Sample(
                (digits, places, factor) =>
                {
                    var divisor = $"{digits}e-{places}";
                    var product = $"{(long)digits * factor}e-{places}";
                    return Validate.IsValid($$"""{"multipleOf": {{divisor}}}""", product)
                        && (
                            digits == 1
                            || !Validate.IsValid(
                                $$"""{"multipleOf": {{divisor}}}""",
                                $"{((long)digits * factor) + 1}e-{places}"
                            )
                        );
                },
                iter: Samples
            );

    private static string Text(JsonNode? node) => node?.ToJsonString() ?? "null";

    private static string Constant(JsonNode? node) => $$"""{"const": {{Text(node)}}}""";

    private static JsonNode? Reversed(JsonNode? node) =>
        node switch
        {
            JsonObject members => new JsonObject(
                members.Reverse().Select(member => KeyValuePair.Create(member.Key, Reversed(member.Value)))
            ),
            JsonArray items => new JsonArray([.. items.Select(Reversed)]),
            _ => node?.DeepClone(),
        };
}

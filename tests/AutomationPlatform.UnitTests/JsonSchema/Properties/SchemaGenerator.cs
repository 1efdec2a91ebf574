using System.Text.Json.Nodes;
using CsCheck;

namespace AutomationPlatform.UnitTests.JsonSchema.Properties;

/// <summary>A schema, a value made to fit it, and one made to break it in exactly one place.</summary>
internal sealed record SchemaSample(JsonObject Schema, JsonNode? Fitting, JsonNode? Broken);

/// <summary>Generates schemas together with values, so that no second validator is needed to know the answer.</summary>
internal static class SchemaGenerator
{
    private const int Deepest = 3;

    public static Gen<SchemaSample> Sample { get; } = Of(Deepest);

    private static Gen<SchemaSample> Of(int depth)
    {
        Gen<SchemaSample>[] leaves = [Integer(), Decimal(), Text(), Choice(), Boolean(), Null()];
        if (depth == 0)
            return Gen.OneOf(leaves);
        var inner = Of(depth - 1);
        return Gen.OneOf([.. leaves, List(inner), Members(inner), Referred(inner), Alternative(inner)]);
    }

    private static Gen<SchemaSample> Integer() =>
        Gen.Select(Gen.Int[-1000, 1000], Gen.Int[0, 1000], Gen.Int[0, 1000])
            .Select(
                (minimum, width, offset) =>
                    new SchemaSample(
                        new()
                        {
                            ["type"] = "integer",
                            ["minimum"] = minimum,
                            ["maximum"] = minimum + width,
                        },
                        minimum + (offset % (width + 1)),
                        offset % 2 == 0 ? minimum - 1 - offset : minimum + width + 1 + offset
                    )
            );

    private static Gen<SchemaSample> Decimal() =>
        Gen.Select(Gen.Int[1, 999], Gen.Int[-999, 999])
            .Select(
                (step, count) =>
                    new SchemaSample(
                        new() { ["multipleOf"] = step / 100m },
                        step * count / 100m,
                        (step * count / 100m) + (step / 200m)
                    )
            );

    private static Gen<SchemaSample> Text() =>
        Gen.Select(Gen.Char['a', 'z'].Array[2, 12], Gen.Int[0, 2])
            .Select(
                (letters, slack) =>
                    new SchemaSample(
                        new()
                        {
                            ["type"] = "string",
                            ["minLength"] = letters.Length - slack,
                            ["maxLength"] = letters.Length + slack,
                            ["pattern"] = "^[a-z]*$",
                        },
                        new string(letters),
                        slack == 0 ? new string(letters) + "a" : "A" + new string(letters)[1..]
                    )
            );

    private static Gen<SchemaSample> Choice() =>
        Gen.Int[0, 2]
            .Select(chosen => new SchemaSample(
                new() { ["enum"] = new JsonArray("a", 1, null) },
                new JsonNode?[] { "a", 1.0m, null }[chosen],
                new JsonNode?[] { "b", 2, false }[chosen]
            ));

    private static Gen<SchemaSample> Boolean() =>
        Gen.Bool.Select(value => new SchemaSample(new() { ["type"] = "boolean" }, value, value ? 1 : "true"));

    private static Gen<SchemaSample> Null() => Gen.Const(new SchemaSample(new() { ["type"] = "null" }, null, 0));

    private static Gen<SchemaSample> List(Gen<SchemaSample> inner) =>
        Gen.Select(inner, Gen.Int[1, 5])
            .Select(
                (item, count) =>
                    new SchemaSample(
                        new() { ["items"] = item.Schema.DeepClone(), ["minItems"] = count },
                        new JsonArray([.. Enumerable.Repeat(item.Fitting, count).Select(Copy)]),
                        new JsonArray([.. Enumerable.Repeat(item.Fitting, count).Append(item.Broken).Select(Copy)])
                    )
            );

    private static Gen<SchemaSample> Members(Gen<SchemaSample> inner) =>
        Gen.Select(inner, inner, Gen.Int[0, 3])
            .Select(
                (first, second, mutation) =>
                    new SchemaSample(
                        new()
                        {
                            ["properties"] = new JsonObject
                            {
                                ["first"] = Copy(first.Schema),
                                ["second/~"] = Copy(second.Schema),
                            },
                            ["required"] = new JsonArray("first"),
                            [mutation == 0 ? "unevaluatedProperties" : "additionalProperties"] = false,
                        },
                        new JsonObject { ["first"] = Copy(first.Fitting), ["second/~"] = Copy(second.Fitting) },
                        Mutated(first, second, mutation)
                    )
            );

    private static JsonObject Mutated(SchemaSample first, SchemaSample second, int mutation) =>
        mutation switch
        {
            0 => new() { ["first"] = Copy(first.Fitting), ["third"] = 1 },
            1 => new() { ["second/~"] = Copy(second.Fitting) },
            2 => new() { ["first"] = Copy(first.Broken) },
            _ => new() { ["first"] = Copy(first.Fitting), ["second/~"] = Copy(second.Broken) },
        };

    private static Gen<SchemaSample> Referred(Gen<SchemaSample> inner) =>
        Gen.Select(inner, Gen.Guid)
            .Select(
                (sample, identity) =>
                    new SchemaSample(
                        new()
                        {
                            // An identity of its own, so that the definitions of two references cannot meet.
                            ["$id"] = "urn:uuid:" + identity,
                            ["$ref"] = "#/$defs/it",
                            ["$defs"] = new JsonObject { ["it"] = Copy(sample.Schema) },
                        },
                        sample.Fitting,
                        sample.Broken
                    )
            );

    private static Gen<SchemaSample> Alternative(Gen<SchemaSample> inner) =>
        inner.Select(sample => new SchemaSample(
            new() { ["anyOf"] = new JsonArray(new JsonObject { ["const"] = "other" }, Copy(sample.Schema)) },
            sample.Fitting,
            sample.Broken
        ));

    private static JsonNode? Copy(JsonNode? node) => node?.DeepClone();
}

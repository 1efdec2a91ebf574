using System.Globalization;
using System.Text.Json;

namespace AutomationPlatform.Benchmarks.JsonSchema;

/// <summary>Makes up schemas and values from a seed: mostly sensible, sometimes wrong, sometimes hostile.</summary>
internal sealed class RandomJson(int seed)
{
    private const int DeepestSchema = 5;
    private const int DeepestValue = 4;

    private static readonly string[] Names = ["a", "b", "c", "\\u0061", "\\ud83d\\ude00", "\\ud800", "", "x~/y"];

    private static readonly string[] Drafts =
    [
        "https://json-schema.org/draft/2020-12/schema",
        "https://json-schema.org/draft/2019-09/schema",
        "http://json-schema.org/draft-07/schema#",
    ];

    private static readonly string[] Texts =
    [
        .. Names,
        "abc",
        "2026-02-29",
        "12:00:60Z",
        "P1D",
        "x@y.z",
        "::1",
        "http://[::1]/%41",
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!",
        "\\n\\t\\\"",
    ];

    private static readonly string[] Numbers =
    [
        "0",
        "-0.0",
        "1",
        "1.0",
        "10e-1",
        "0.3",
        "0.1",
        "-7",
        "1e400",
        "1e1000000000",
        "-1e-1000000000",
        "123456789012345678901234567890",
        "9223372036854775807",
        "1e99999999999999999999",
    ];

    private static readonly string[] Patterns =
    [
        "^a",
        "a$",
        "^(a+)+$",
        "(?=a)b",
        "(a)\\\\1",
        "\\\\d+",
        "[^a]",
        "(",
        "a{1000}",
        "(a{500}){500}",
        "\\\\p{L}",
        "\\\\bx",
        "[z-a]",
        ".*.*.*x",
    ];

    private static readonly string[] Formats =
    [
        "date",
        "time",
        "date-time",
        "duration",
        "email",
        "hostname",
        "ipv4",
        "ipv6",
        "uri",
        "uri-reference",
        "iri",
        "uuid",
        "regex",
        "json-pointer",
        "relative-json-pointer",
        "uri-template",
        "unknown",
    ];

    private readonly Random random = new(seed);

    public string Schema()
    {
        var body = Subschema(0);
        return body.StartsWith('{') && Chance(3)
            ? $$"""{"$schema": "{{Pick(Drafts)}}", "$defs": {"a": {{Subschema(1)}}, "b": {{Subschema(1)}}}, {{body[1..]}}""".Replace(
                ", }",
                "}",
                StringComparison.Ordinal
            )
            : body;
    }

    public string Value() => Value(0);

    private string Subschema(int depth)
    {
        if (depth >= DeepestSchema || Chance(8))
            return Pick("true", "false", "{}");
        var count = random.Next(1, 4);
        return "{"
            + string.Join(
                ", ",
                Enumerable.Range(0, count).Select(_ => Keyword(depth + 1)).DistinctBy(text => text[..text.IndexOf(':')])
            )
            + "}";
    }

    private string Keyword(int depth) =>
        random.Next(30) switch
        {
            0 =>
                $"\"type\": {Pick("\"string\"", "\"integer\"", "\"object\"", "\"array\"", "[\"number\", \"null\"]", "\"nothing\"")}",
            1 => $"\"enum\": [{Value(2)}, {Value(2)}]",
            2 => $"\"const\": {Value(2)}",
            3 => $"\"minimum\": {Pick(Numbers)}",
            4 => $"\"exclusiveMaximum\": {Pick(Numbers)}",
            5 => $"\"multipleOf\": {Pick("0.1", "1e-400", "3", "1e30", "12345678901234567890123", "0")}",
            6 => $"\"minLength\": {Pick("0", "1", "2.0", "1e9", "-1")}",
            7 => $"\"pattern\": \"{Pick(Patterns)}\"",
            8 => $"\"format\": \"{Pick(Formats)}\"",
            9 => $"\"uniqueItems\": true",
            10 => $"\"required\": [\"{Pick(Names)}\"]",
            11 => $"\"additionalProperties\": {Subschema(depth)}",
            12 => $"\"patternProperties\": {{\"{Pick(Patterns)}\": {Subschema(depth)}}}",
            13 => $"\"propertyNames\": {Subschema(depth)}",
            14 => $"\"items\": {Subschema(depth)}",
            15 => $"\"prefixItems\": [{Subschema(depth)}, {Subschema(depth)}]",
            16 => $"\"contains\": {Subschema(depth)}, \"maxContains\": 2",
            17 => $"\"unevaluatedProperties\": {Subschema(depth)}",
            18 => $"\"unevaluatedItems\": {Subschema(depth)}",
            19 => $"\"if\": {Subschema(depth)}, \"then\": {Subschema(depth)}, \"else\": {Subschema(depth)}",
            20 => $"\"dependentSchemas\": {{\"{Pick(Names)}\": {Subschema(depth)}}}",
            21 => $"\"not\": {Subschema(depth)}",
            22 => $"\"allOf\": [{Subschema(depth)}, {Subschema(depth)}]",
            23 => $"\"anyOf\": [{Subschema(depth)}, {Subschema(depth)}]",
            24 => $"\"oneOf\": [{Subschema(depth)}, {Subschema(depth)}]",
            25 =>
                $"\"$ref\": \"{Pick("#", "#/$defs/a", "#/$defs/b", "#nowhere", "https://json-schema.org/draft/2020-12/schema")}\"",
            26 =>
                $"\"$dynamicRef\": \"{Pick("#a", "#/$defs/a", "https://json-schema.org/draft/2020-12/schema#meta")}\"",
            27 => $"\"$dynamicAnchor\": \"a\"",
            28 => $"\"x-sensitive\": true",
            _ => $"\"properties\": {{\"a\": {Subschema(depth)}, \"b\": {Subschema(depth)}}}",
        };

    private string Value(int depth) =>
        random.Next(depth >= DeepestValue ? 4 : 8) switch
        {
            0 => Pick("true", "false", "null"),
            1 => Pick(Numbers),
            2 or 3 => $"\"{Pick(Texts)}\"",
            4 or 5 => "[" + string.Join(",", Enumerable.Range(0, random.Next(12)).Select(_ => Value(depth + 1))) + "]",
            _ => "{"
                + string.Join(
                    ",",
                    Enumerable.Range(0, random.Next(6)).Select(_ => $"\"{Pick(Names)}\": {Value(depth + 1)}")
                )
                + "}",
        };

    private bool Chance(int oneIn) => random.Next(oneIn) == 0;

    private string Pick(params ReadOnlySpan<string> choices) => choices[random.Next(choices.Length)];
}

using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using AutomationPlatform.Domain;
using Xunit;

namespace AutomationPlatform.UnitTests;

public sealed class CanonicalJsonTests
{
    [Theory]
    [InlineData("{}", "{}")]
    [InlineData(" { \"b\" : [ 1 , true , null ] , \"a\" : { } } ", """{"a":{},"b":[1,true,null]}""")]
    [InlineData("""{"b":1,"a":{"d":2,"c":3},"aa":4}""", """{"a":{"c":3,"d":2},"aa":4,"b":1}""")]
    [InlineData("""{"\u0062":1,"a":2}""", """{"a":2,"b":1}""")]
    [InlineData("""["\u00e9\/\u0041"]""", """["é/A"]""")]
    [InlineData("""["\u0001\u001F\b\t\n\f\r\"\\"]""", """["\u0001\u001f\b\t\n\f\r\"\\"]""")]
    [InlineData("""{"\uD83D\uDE00":1,"\uFFFD":2}""", """{"�":2,"😀":1}""")]
    [InlineData("[[[]],[{}]]", "[[[]],[{}]]")]
    [InlineData("\"text\"", "\"text\"")]
    [InlineData("false", "false")]
    public void Equal_values_have_one_text(string json, string canonical) =>
        Assert.Equal(canonical, CanonicalJson.Of(json));

    [Theory]
    [InlineData("0", "0")]
    [InlineData("-0", "0")]
    [InlineData("0.000", "0")]
    [InlineData("-0.0e7", "0")]
    [InlineData("1", "1")]
    [InlineData("-12", "-12")]
    [InlineData("100", "1e2")]
    [InlineData("1.50", "15e-1")]
    [InlineData("0.0012", "12e-4")]
    [InlineData("-1.20E+3", "-12e2")]
    [InlineData("10e-1", "1")]
    [InlineData("12345678901234567890.123", "12345678901234567890123e-3")]
    [InlineData("1e131071", "1e131071")]
    public void A_number_is_its_exact_decimal_value(string number, string canonical) =>
        Assert.Equal($"[{canonical}]", CanonicalJson.Of($"[{number}]"));

    [Fact]
    public void Numbers_that_doubles_confuse_stay_apart() =>
        Assert.NotEqual(CanonicalJson.Hash("9007199254740993"), CanonicalJson.Hash("9007199254740992"));

    [Theory]
    [InlineData("{} {}")]
    [InlineData("{")]
    [InlineData("")]
    [InlineData("[1,]")]
    public void What_is_not_one_value_is_refused(string text) =>
        Assert.ThrowsAny<JsonException>(() => CanonicalJson.Of(text));

    [Fact]
    public void A_hash_is_that_of_the_bytes()
    {
        var bytes = Encoding.UTF8.GetBytes("""{"a":1,"ä":"ö"}""");
        Assert.Equal(
            System.Security.Cryptography.SHA256.HashData(bytes),
            CanonicalJson.Hash("""{ "ä": "ö", "a": 1.0 }""")
        );
        Assert.Equal(CanonicalJson.HashBytes, CanonicalJson.Hash("{}").Length);
    }

    [Fact]
    public void Any_value_keeps_its_text_when_it_is_spelt_anew()
    {
        for (var seed = 0; seed < 500; seed++)
        {
            var random = new Random(seed);
            var value = Any(random, depth: 4);
            var canonical = CanonicalJson.Of(value!.ToJsonString());
            Assert.Equal(canonical, CanonicalJson.Of(canonical));
            Assert.True(JsonNode.DeepEquals(value, JsonNode.Parse(canonical)), canonical);
            Assert.Equal(
                canonical,
                CanonicalJson.Of(Shuffled(value, random)!.ToJsonString(new() { WriteIndented = true }))
            );
        }
    }

    private static JsonNode? Any(Random random, int depth) =>
        random.Next(depth == 0 ? 4 : 6) switch
        {
            0 => JsonValue.Create(random.Next(-1000, 1000)),
            1 => JsonValue.Create(Name(random)),
            2 => JsonValue.Create(random.Next(2) == 0),
            3 => JsonValue.Create(random.Next(10_000) / 100m),
            4 => new JsonArray([.. Enumerable.Range(0, random.Next(4)).Select(_ => Any(random, depth - 1))]),
            _ => new JsonObject(
                Enumerable
                    .Range(0, random.Next(6))
                    .Select(_ => Name(random))
                    .Distinct()
                    .Select(name => KeyValuePair.Create(name, Any(random, depth - 1)))
            ),
        };

    private static string Name(Random random) =>
        string.Concat(
            Enumerable
                .Range(0, random.Next(5))
                .Select(_ =>
                    "aZ\"\\/\n\u0002é€😀"[random.Next(9)] is var c && char.IsSurrogate(c) ? "😀" : c.ToString()
                )
        );

    private static JsonNode? Shuffled(JsonNode? value, Random random) =>
        value switch
        {
            JsonObject members => new JsonObject(
                members
                    .OrderBy(_ => random.Next())
                    .Select(member => KeyValuePair.Create(member.Key, Shuffled(member.Value, random)))
            ),
            JsonArray elements => new JsonArray([.. elements.Select(element => Shuffled(element, random))]),
            _ => value?.DeepClone(),
        };
}

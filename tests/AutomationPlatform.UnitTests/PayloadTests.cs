using System.Text.Json;
using AutomationPlatform.Domain;

namespace AutomationPlatform.UnitTests;

/// <summary>The door through which JSON comes: what both databases keep passes, all else is refused with its place.</summary>
public class PayloadTests
{
    [Theory]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("\"text\"")]
    [InlineData(" [1, 2.50, -3e2] ")]
    [InlineData("""{"name":"Łódź 😀","escaped":"\u00e9\ud83d\ude00"}""")]
    public void Json_is_kept_as_it_was_written(string text)
    {
        var payload = Payload.Parse(text);

        Assert.Equal(text, payload.Text);
        Assert.Equal(text, payload.ToString());
        Assert.Equal(payload, Payload.FromStorage(text));
    }

    [Theory]
    [InlineData("", 1, 1)]
    [InlineData("{", 1, 2)]
    [InlineData("{\n  \"a\": tru\n}", 2, 11)]
    [InlineData("[1,]", 1, 4)]
    [InlineData("{} {}", 1, 4)]
    [InlineData("// words\n{}", 1, 1)]
    public void What_is_not_json_is_refused_with_its_line(string text, int line, int column)
    {
        var refusal = Assert.Throws<PayloadException>(() => Payload.Parse(text));

        Assert.Equal("not-json", refusal.Code);
        Assert.Contains($"line {line}, byte {column}", refusal.Message);
    }

    [Theory]
    [InlineData("""{"a":{"b/c":["x","\u0000"]}}""", "/a/b~1c/1", "U+0000")]
    [InlineData("""{"a~b":"\ud800"}""", "/a~0b", "surrogate")]
    [InlineData("""["\udc00\ud800"]""", "/0", "surrogate")]
    [InlineData("""{"\u0000":1}""", "", "U+0000")]
    [InlineData("""{"a":[1e131072]}""", "/a/0", "number")]
    [InlineData("""{"a":-1e131072}""", "/a", "number")]
    [InlineData("""{"a":1e-16384}""", "/a", "number")]
    [InlineData("""{"a":0.1e-16383}""", "/a", "number")]
    [InlineData("""{"a":1e999999999999999999999}""", "/a", "number")]
    [InlineData("""{"a":1e-999999999999999999999}""", "/a", "number")]
    [InlineData("""{"a":1e9223372036854775807}""", "/a", "number")]
    [InlineData("""{"a":1e-9223372036854775808}""", "/a", "number")]
    [InlineData("""{"a":1,"a":1}""", "", "'a' twice")]
    [InlineData("""{"x":[0,{"a":1,"\u0061":2}]}""", "/x/1", "'a' twice")]
    public void What_no_database_keeps_is_refused_with_its_place(string text, string pointer, string word)
    {
        var refusal = Assert.Throws<PayloadException>(() => Payload.Parse(text));

        Assert.Equal(("bad-result", pointer), (refusal.Code, refusal.Pointer));
        Assert.Contains(word, refusal.Message);
    }

    [Theory]
    [InlineData("1e131071")]
    [InlineData("-1e131071")]
    [InlineData("1e-16383")]
    [InlineData("0.000000000000000000000000000001")]
    [InlineData("123456789012345678901234567890.123456789")]
    public void Numbers_within_the_range_of_databases_pass(string number) => Payload.Parse(number);

    [Fact]
    public void A_payload_may_be_one_mebibyte_of_utf8_and_no_more()
    {
        var text = '"' + new string('a', Payload.MaximumBytes - 2) + '"';

        Assert.Equal(1024 * 1024, Payload.Parse(text).Text.Length);
        Assert.Equal(
            "too-large",
            Assert.Throws<PayloadException>(() => Payload.Parse(text.Replace("aa\"", "éa\""))).Code
        );
    }

    [Fact]
    public void Nesting_has_a_limit()
    {
        Payload.Parse(Nested(Payload.MaximumDepth));

        Assert.Equal(
            "not-json",
            Assert.Throws<PayloadException>(() => Payload.Parse(Nested(Payload.MaximumDepth + 1))).Code
        );
    }

    [Theory]
    [InlineData("""{"a":1,"b":[true]}""", """ {"b" : [ true ], "a" : 1.0} """, true)]
    [InlineData("[1,2]", "[2,1]", false)]
    [InlineData("\"a\"", "\"\\u0061\"", true)]
    [InlineData("{}", "[]", false)]
    [InlineData("1", "\"1\"", false)]
    public void Payloads_are_equal_as_json_is(string one, string other, bool equal)
    {
        var (left, right) = (Payload.Parse(one), Payload.Parse(other));

        Assert.Equal(equal, left.Equals(right));
        Assert.Equal(equal, left.Equals((object)right));
        Assert.True(!equal || left.GetHashCode() == right.GetHashCode());
    }

    [Fact]
    public void A_payload_equals_neither_nothing_nor_text() =>
        Assert.False(Payload.Parse("1").Equals(null) || Payload.Parse("1").Equals("1"));

    [Fact]
    public void Values_go_in_and_out_in_camel_case()
    {
        var payload = Payload.Of(new Customer("C-1", 7));

        Assert.Equal("""{"customerId":"C-1","age":7}""", payload.Text);
        Assert.Equal(new Customer("C-1", 7), payload.As<Customer>());
        Assert.Throws<JsonException>(() => Payload.Parse("[]").As<Customer>());
    }

    [Fact]
    public void A_parsed_element_outlives_its_document()
    {
        Payload payload;
        using (var document = JsonDocument.Parse("""{"a":[1]}"""))
            payload = Payload.From(document.RootElement.GetProperty("a"));

        Assert.Equal(1, payload.Element[0].GetInt32());
    }

    [Fact]
    public void Text_with_half_a_character_is_refused() =>
        Assert.Equal("bad-result", Assert.Throws<PayloadException>(() => Payload.Parse("\"\ud800\"")).Code);

    [Fact]
    public void An_element_without_a_value_is_refused() =>
        Assert.Equal("not-json", Assert.Throws<PayloadException>(() => Payload.From(default)).Code);

    [Fact]
    public void Nothing_is_not_a_payload() => Assert.Throws<ArgumentNullException>(() => Payload.Parse(null!));

    private static string Nested(int depth) => new string('[', depth) + new string(']', depth);

    private sealed record Customer(string CustomerId, int Age);
}

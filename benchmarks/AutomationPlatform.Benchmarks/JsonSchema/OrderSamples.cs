using System.Globalization;
using System.Text;

namespace AutomationPlatform.Benchmarks.JsonSchema;

/// <summary>A schema of ten fields, such as a payload has, and documents that fit it.</summary>
internal static class OrderSamples
{
    public const string Schema = """
        {
          "$schema": "http://json-schema.org/draft-07/schema#",
          "type": "object",
          "properties": {
            "id": { "type": "integer", "minimum": 1 },
            "customer": { "type": "string", "minLength": 1, "maxLength": 80 },
            "code": { "type": "string", "pattern": "^[A-Z]{3}-[0-9]{4}$" },
            "status": { "type": "string", "enum": ["new", "paid", "sent", "done"] },
            "amount": { "type": "number", "minimum": 0, "exclusiveMaximum": 1000000 },
            "currency": { "type": "string", "minLength": 3, "maxLength": 3 },
            "express": { "type": "boolean" },
            "notes": { "type": ["string", "null"], "maxLength": 200 },
            "tags": { "type": "array", "items": { "type": "string" }, "maxItems": 10 },
            "address": {
              "type": "object",
              "properties": { "street": { "type": "string" }, "city": { "type": "string" } },
              "required": ["street", "city"]
            }
          },
          "required": ["id", "customer", "code", "status", "amount"],
          "additionalProperties": false
        }
        """;

    public static string[] Documents(int count) => [.. Enumerable.Range(1, count).Select(Document)];

    /// <summary>A schema of as many properties as asked, of the kinds above in turn.</summary>
    public static string WideSchema(int properties)
    {
        string[] kinds =
        [
            """{ "type": "integer", "minimum": 1, "maximum": 100000 }""",
            """{ "type": "string", "minLength": 1, "maxLength": 80 }""",
            """{ "type": "string", "enum": ["new", "paid", "sent", "done"] }""",
            """{ "type": ["string", "null"], "pattern": "^[A-Z]{3}-[0-9]{4}$" }""",
            """{ "type": "array", "items": { "type": "string" }, "maxItems": 10 }""",
        ];
        var text = new StringBuilder("""{ "type": "object", "properties": {""");
        for (var i = 0; i < properties; i++)
            text.Append(CultureInfo.InvariantCulture, $"{(i == 0 ? "" : ",")} \"field{i}\": {kinds[i % kinds.Length]}");
        return text.Append(""" }, "required": ["field0", "field1"], "additionalProperties": false }""").ToString();
    }

    private static string Document(int number) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $$"""
            {
              "id": {{number}}, "customer": "Customer {{number}} of many", "code": "ABC-{{1000 + (number % 9000)}}",
              "status": "{{(number % 2 == 0 ? "new" : "paid")}}", "amount": {{number}}.50, "currency": "EUR",
              "express": {{(number % 3 == 0 ? "true" : "false")}}, "notes": null, "tags": ["a", "b{{number}}"],
              "address": { "street": "{{number}} Main Street", "city": "Springfield" }
            }
            """
        );
}

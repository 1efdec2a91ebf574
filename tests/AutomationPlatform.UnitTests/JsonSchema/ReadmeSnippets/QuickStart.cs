using System.Text.Json;
using AutomationPlatform.JsonSchema;

namespace AutomationPlatform.UnitTests.JsonSchema.ReadmeSnippets;

/// <summary>The quick start of <c>docs/json-schema.md</c>: what stands between the markers stands there too.</summary>
internal static class QuickStart
{
    public static IReadOnlyList<string> Run()
    {
        // <quick-start>
        var schema = CompiledSchema.Compile(
            """
            {
              "type": "object",
              "properties": {
                "email": { "type": "string", "format": "email" },
                "pin": { "type": "string", "pattern": "^[0-9]{4}$", "x-sensitive": true }
              },
              "required": ["email"],
              "additionalProperties": false
            }
            """,
            new SchemaOptions { AssertFormat = true }
        );

        using var payload = JsonDocument.Parse("""{ "email": "x@", "pin": "12a4" }""");

        if (!schema.IsValid(payload.RootElement)) // allocates nothing when the answer is yes
        {
            foreach (var violation in schema.Evaluate(payload.RootElement).Violations)
                Console.WriteLine(violation);
        }
        // /email: 'x@' is not an e-mail address
        // /pin: the value does not match the pattern ^[0-9]{4}$
        // </quick-start>
        return [.. schema.Evaluate(payload.RootElement).Violations.Select(violation => violation.ToString())];
    }
}

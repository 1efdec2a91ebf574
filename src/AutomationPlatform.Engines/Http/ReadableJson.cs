using System.Text;
using System.Text.Json;

namespace AutomationPlatform.Engines.Http;

/// <summary>JSON whose every text is one: half of a pair of surrogates is well-formed JSON and still cannot be read.</summary>
internal static class ReadableJson
{
    /// <summary>Whether all texts of a JSON document can be read.</summary>
    internal static bool Is(string json)
    {
        if (!json.Contains("\\ud", StringComparison.OrdinalIgnoreCase))
            return true;
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(json));
        try
        {
            while (reader.Read())
                if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName)
                    reader.GetString();
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }
}

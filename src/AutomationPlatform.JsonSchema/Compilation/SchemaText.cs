using System.Text;
using System.Text.Json;

namespace AutomationPlatform.JsonSchema.Compilation;

/// <summary>Reads the text of a schema.</summary>
internal static class SchemaText
{
    public static JsonElement Parse(string text, SchemaLimits limits)
    {
        try
        {
            // Bounded here already: the framework's parser takes time that grows with the square of the depth.
            var depth = (int)Math.Clamp(limits.SchemaDepth + 1L, 1, int.MaxValue);
            return JsonElement.Parse(text, new JsonDocumentOptions { MaxDepth = depth });
        }
        catch (JsonException exception)
        {
            RefuseDepth(Encoding.UTF8.GetBytes(text), limits);
            throw new InvalidSchemaException("", $"it is not JSON: {exception.Message.TrimEnd('.')}", exception);
        }
    }

    // The parser tells depth from other mistakes in words alone, so the text is read again.
    private static void RefuseDepth(ReadOnlySpan<byte> text, SchemaLimits limits)
    {
        var reader = new Utf8JsonReader(text, new JsonReaderOptions { MaxDepth = int.MaxValue });
        try
        {
            while (reader.Read())
            {
                SchemaLimitExceededException.ThrowIfAbove(
                    nameof(SchemaLimits.SchemaDepth),
                    reader.CurrentDepth,
                    limits.SchemaDepth
                );
            }
        }
        catch (JsonException)
        {
            // Not too deep as far as it is JSON.
        }
    }
}

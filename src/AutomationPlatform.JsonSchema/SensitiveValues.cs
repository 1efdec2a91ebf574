using System.Text.Json;
using AutomationPlatform.JsonSchema.Evaluation;

namespace AutomationPlatform.JsonSchema;

/// <summary>Where a value holds what its schema calls sensitive (<c>"x-sensitive": true</c>).</summary>
/// <remarks>
/// A place counts as soon as any part of the schema may describe it: every branch of <c>anyOf</c>, <c>if</c> and the like, every
/// reference, patterns, <c>additionalProperties</c>, <c>unevaluatedProperties</c>. Whether the value keeps the rules does not
/// matter, so a value that fits no branch is not betrayed by that. Where names are sensitive (<c>propertyNames</c>), the whole object is.
/// <para>Thread safety: all members may be used from any number of threads at once.</para>
/// </remarks>
public sealed class SensitiveValues
{
    private static readonly JsonReaderOptions Reading = new() { MaxDepth = 1_000 };

    private readonly SensitivePlace root;

    internal SensitiveValues(SchemaNode root) => this.root = new SensitivePlaces(root).Root;

    /// <summary>Whether the schema calls anything sensitive.</summary>
    public bool Any => !root.IsPlain;

    /// <summary>Finds the sensitive values of a JSON text.</summary>
    /// <param name="json">The text, in UTF-8, nested at most 1,000 deep.</param>
    /// <returns>The bytes of each value, quotation marks and brackets included, in their order; none lies in another.</returns>
    /// <exception cref="JsonException">The text is not JSON, or nested deeper.</exception>
    public IReadOnlyList<Range> Find(ReadOnlySpan<byte> json)
    {
        if (root.IsPlain)
            return [];
        var found = new List<Range>();
        var reader = new Utf8JsonReader(json, Reading);
        reader.Read();
        Walk(ref reader, root, found);
        return found;
    }

    private static void Walk(ref Utf8JsonReader reader, SensitivePlace place, List<Range> found)
    {
        if (place.IsSensitive)
        {
            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            found.Add(start..(int)reader.BytesConsumed);
        }
        else if (place.IsPlain)
        {
            reader.Skip();
        }
        else if (reader.TokenType == JsonTokenType.StartObject)
        {
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var member = place.Member(reader.GetString()!);
                reader.Read();
                Walk(ref reader, member, found);
            }
        }
        else if (reader.TokenType == JsonTokenType.StartArray)
        {
            for (var index = 0; reader.Read() && reader.TokenType != JsonTokenType.EndArray; index++)
                Walk(ref reader, place.Item(index), found);
        }
    }
}

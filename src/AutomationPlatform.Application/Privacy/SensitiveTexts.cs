using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace AutomationPlatform.Application.Privacy;

/// <summary>The sensitive values of an item and its batch, found again in messages, logs and results. Thread-safe.</summary>
/// <remarks>
/// Found are texts and numbers as they stand, whatever their case. What a handler made of them (a part, a sum, another
/// spelling) is not, nor what is shorter than <see cref="Shortest"/>: hiding every "a" would hide nothing else.
/// </remarks>
public sealed class SensitiveTexts
{
    /// <summary>The shortest value that is looked for, in characters: 4.</summary>
    public const int Shortest = 4;

    /// <summary>How many values are looked for, at most: 1,000. A text is hidden whole where there are more.</summary>
    public const int Limit = 1_000;

    private static readonly JsonReaderOptions Reading = new() { MaxDepth = Domain.Payload.MaximumDepth };

    private readonly Lazy<Found> found;

    internal SensitiveTexts(Func<IReadOnlyList<byte[]>> values) => found = new(() => Found.In(values()));

    /// <summary>Nothing is hidden.</summary>
    public static SensitiveTexts None { get; } = new(() => []);

    /// <summary>A text with <see cref="PayloadMask.Masked"/> for each value in it.</summary>
    /// <param name="text">What was said; null stays null.</param>
    public string? Hide(string? text)
    {
        if (string.IsNullOrEmpty(text))
            return text;
        if (found.Value.AreTooMany)
            return PayloadMask.Masked;
        foreach (var value in found.Value.Texts)
            text = text.Replace(value, PayloadMask.Masked, StringComparison.OrdinalIgnoreCase);
        return text;
    }

    /// <summary>A JSON value with <see cref="PayloadMask.Masked"/> for each value in its names, texts and numbers.</summary>
    /// <param name="json">For instance a result; null stays null.</param>
    public string? HideIn(string? json)
    {
        if (json is null || found.Value is { AreTooMany: false, Texts.Length: 0 })
            return json;
        var bytes = Encoding.UTF8.GetBytes(json);
        var reader = new Utf8JsonReader(bytes, Reading);
        var shown = new ArrayBufferWriter<byte>(bytes.Length);
        var at = 0;
        while (reader.Read())
        {
            if (reader.TokenType is not (JsonTokenType.PropertyName or JsonTokenType.String or JsonTokenType.Number))
                continue;
            var said = reader.TokenType == JsonTokenType.Number ? Number(ref reader) : reader.GetString()!;
            var hidden = Hide(said)!;
            if (hidden == said)
                continue;
            shown.Write(bytes.AsSpan(at..(int)reader.TokenStartIndex));
            shown.Write(
                Encoding.UTF8.GetBytes(
                    $"\"{JsonEncodedText.Encode(hidden, JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\""
                )
            );
            at = (int)reader.TokenStartIndex + TokenLength(ref reader);
        }
        shown.Write(bytes.AsSpan(at..));
        return Encoding.UTF8.GetString(shown.WrittenSpan);
    }

    private static string Number(ref Utf8JsonReader reader) => Encoding.UTF8.GetString(reader.ValueSpan);

    // With the quotation marks of names and texts; a name's colon is left alone.
    private static int TokenLength(ref Utf8JsonReader reader) =>
        reader.ValueSpan.Length + (reader.TokenType == JsonTokenType.Number ? 0 : 2);

    /// <summary>What is looked for, longest first, so that a part never goes before its whole.</summary>
    private sealed record Found(string[] Texts, bool AreTooMany)
    {
        internal static Found In(IReadOnlyList<byte[]> values)
        {
            var texts = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
            foreach (var value in values)
                if (!Collect(value, texts))
                    return new Found([], AreTooMany: true);
            return new Found([.. texts.OrderByDescending(text => text.Length)], AreTooMany: false);
        }

        private static bool Collect(byte[] json, HashSet<string> texts)
        {
            var reader = new Utf8JsonReader(json, Reading);
            while (reader.Read())
            {
                if (reader.TokenType is JsonTokenType.Number or JsonTokenType.String)
                    Add(texts, Encoding.UTF8.GetString(reader.ValueSpan));
                if (reader.TokenType is JsonTokenType.String)
                    Add(texts, reader.GetString()!);
                if (texts.Count > Limit)
                    return false;
            }
            return true;
        }

        private static void Add(HashSet<string> texts, string text)
        {
            if (text.Trim().Length >= Shortest)
                texts.Add(text);
        }
    }
}

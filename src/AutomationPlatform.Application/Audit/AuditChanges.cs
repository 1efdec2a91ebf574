using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using AutomationPlatform.Domain;

namespace AutomationPlatform.Application.Audit;

/// <summary>What a command changed: fields with what they held before and after. Not thread-safe.</summary>
/// <remarks>
/// A text longer than <see cref="TextLimit"/> is cut; a JSON value longer than <see cref="JsonLimit"/> or nested deeper than
/// <see cref="JsonDepth"/> stands there by its hash. Who adds a field sees to it that it holds no secret.
/// </remarks>
public sealed class AuditChanges
{
    /// <summary>The longest text that is kept whole: 2,000 characters.</summary>
    public const int TextLimit = 2_000;

    /// <summary>The longest JSON value that is kept whole: 4,000 characters.</summary>
    public const int JsonLimit = 4_000;

    /// <summary>How deep a JSON value may be nested to be kept whole: 48.</summary>
    public const int JsonDepth = 48;

    /// <summary>What stands for a secret.</summary>
    public const string Masked = "***";

    private const string Nothing = "null";

    // Names of the world stay readable; what is stored is JSON and never part of a page.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly SortedDictionary<string, (string Before, string After)> fields = new(StringComparer.Ordinal);

    /// <summary>Whether no field was added.</summary>
    public bool IsEmpty => fields.Count == 0;

    /// <summary>Adds a field; what it held before stays what was said first.</summary>
    /// <param name="field">Its name.</param>
    /// <param name="before">A text, number, truth value or instant; null for nothing.</param>
    /// <param name="after">As for <paramref name="before"/>.</param>
    /// <exception cref="ArgumentException">A value is of another type.</exception>
    public AuditChanges Set(string field, object? before, object? after) => Add(field, Plain(before), Plain(after));

    /// <summary>Adds a field that holds JSON.</summary>
    /// <param name="field">Its name.</param>
    /// <param name="before">JSON text; null for nothing.</param>
    /// <param name="after">As for <paramref name="before"/>.</param>
    public AuditChanges SetJson(string field, string? before, string? after) => Add(field, Json(before), Json(after));

    /// <summary>Adds a field that holds data of the business's own, which the log never keeps: by hash and length.</summary>
    /// <param name="field">Its name.</param>
    /// <param name="before">JSON text; null for nothing.</param>
    /// <param name="after">As for <paramref name="before"/>.</param>
    public AuditChanges SetHash(string field, string? before, string? after) =>
        Add(field, before is null ? Nothing : Hash(before), after is null ? Nothing : Hash(after));

    /// <summary>Adds the fields of a later change; what a field held before stays what was said first.</summary>
    public AuditChanges Merge(AuditChanges later)
    {
        ArgumentNullException.ThrowIfNull(later);
        foreach (var (field, (before, after)) in later.fields)
            Add(field, before, after);
        return this;
    }

    /// <summary>The fields as JSON text, in the order of their names.</summary>
    public override string ToString()
    {
        using var text = new MemoryStream();
        using (var writer = new Utf8JsonWriter(text, Options))
        {
            writer.WriteStartObject();
            foreach (var (field, (before, after)) in fields)
            {
                writer.WriteStartObject(field);
                writer.WritePropertyName("before");
                writer.WriteRawValue(before);
                writer.WritePropertyName("after");
                writer.WriteRawValue(after);
                writer.WriteEndObject();
            }
            writer.WriteEndObject();
        }
        return Encoding.UTF8.GetString(text.ToArray());
    }

    /// <summary>A JSON value by its hash: <c>{"sha256": …, "characters": …}</c>, over the text as it is given.</summary>
    public static string Hash(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(json)));
        return $$"""{"sha256":"{{hash}}","characters":{{json.Length}}}""";
    }

    private AuditChanges Add(string field, string before, string after)
    {
        ArgumentException.ThrowIfNullOrEmpty(field);
        var first = fields.TryGetValue(field, out var known) ? known.Before : before;
        fields[field] = (first, after);
        return this;
    }

    private static string Plain(object? value) =>
        value switch
        {
            null => Nothing,
            string text => Quoted(ErrorText.Cut(text, TextLimit)),
            bool flag => flag ? "true" : "false",
            int or long or short => Convert
                .ToInt64(value, CultureInfo.InvariantCulture)
                .ToString(CultureInfo.InvariantCulture),
            double number => number.ToString("R", CultureInfo.InvariantCulture),
            DateTimeOffset instant => Quoted(AuditHash.Form(instant)),
            _ => throw new ArgumentException($"{value.GetType()} is no plain value", nameof(value)),
        };

    private static string Quoted(string text) =>
        $"\"{JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\"";

    private static string Json(string? text)
    {
        if (text is null)
            return Nothing;
        return text.Length <= JsonLimit && IsShallow(text) ? text : Hash(text);
    }

    private static bool IsShallow(string text)
    {
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(text));
        while (reader.Read())
        {
            if (reader.CurrentDepth >= JsonDepth)
                return false;
        }
        return true;
    }
}

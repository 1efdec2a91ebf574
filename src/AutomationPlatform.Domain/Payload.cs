using System.Text;
using System.Text.Json;

namespace AutomationPlatform.Domain;

/// <summary>A JSON value that both databases can keep: the payload of a batch or item, a result, an engine's metadata.</summary>
/// <remarks>
/// <para>PostgreSQL's <c>jsonb</c> cannot hold <c>\u0000</c>, a lone surrogate or a number beyond its range, and of a name that
/// an object has twice it keeps one. Such JSON is refused here, on both databases alike, before it can break a set-based
/// statement of many rows or be changed in silence.</para>
/// <para>Equal by value as JSON is: the order of an object's members does not matter. Immutable and thread-safe.</para>
/// </remarks>
public sealed partial class Payload : IEquatable<Payload>
{
    /// <summary>The largest payload or result, in bytes of UTF-8: 1 MiB.</summary>
    public const int MaximumBytes = 1024 * 1024;

    /// <summary>The deepest nesting of arrays and objects: 64.</summary>
    public const int MaximumDepth = 64;

    private static readonly UTF8Encoding Strict = new(
        encoderShouldEmitUTF8Identifier: false,
        throwOnInvalidBytes: true
    );

    private static readonly JsonDocumentOptions Reading = new()
    {
        MaxDepth = MaximumDepth,
        AllowDuplicateProperties = false,
    };

    private Payload(string text, JsonElement element)
    {
        Text = text;
        Element = element;
    }

    /// <summary>The JSON text as it was given.</summary>
    public string Text { get; }

    /// <summary>The parsed value. It stays valid as long as the payload lives.</summary>
    public JsonElement Element { get; }

    /// <summary>Reads JSON text.</summary>
    /// <exception cref="PayloadException">It is not JSON, is larger than <see cref="MaximumBytes"/>, nested deeper than
    /// <see cref="MaximumDepth"/>, or holds what no database keeps; the exception says which and where.</exception>
    public static Payload Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var bytes = CountBytes(text);
        if (bytes > MaximumBytes)
            throw PayloadException.TooLarge(bytes);
        try
        {
            using var document = JsonDocument.Parse(text, Reading);
            var element = document.RootElement.Clone();
            CheckStorable(element, text);
            return new Payload(text, element);
        }
        catch (JsonException cause)
        {
            throw Repetition(text) ?? PayloadException.NotJson(cause);
        }
    }

    /// <summary>Takes an already parsed value.</summary>
    /// <exception cref="PayloadException">As for <see cref="Parse"/>.</exception>
    public static Payload From(JsonElement element) =>
        element.ValueKind == JsonValueKind.Undefined ? throw PayloadException.Undefined() : Parse(element.GetRawText());

    /// <summary>Writes any serialisable value as camelCase JSON.</summary>
    /// <exception cref="PayloadException">As for <see cref="Parse"/>.</exception>
    public static Payload Of<T>(T value) => Parse(JsonSerializer.Serialize(value, JsonSerializerOptions.Web));

    /// <summary>Takes text that this platform's own database gave back, without checking it again.</summary>
    public static Payload FromStorage(string text)
    {
        using var document = JsonDocument.Parse(text);
        return new Payload(text, document.RootElement.Clone());
    }

    /// <summary>Reads the payload as a .NET type (camelCase, case-insensitive).</summary>
    /// <exception cref="JsonException">The payload does not have the shape of <typeparamref name="T"/>.</exception>
    public T? As<T>() => Element.Deserialize<T>(JsonSerializerOptions.Web);

    private static int CountBytes(string text)
    {
        try
        {
            return Strict.GetByteCount(text);
        }
        catch (EncoderFallbackException)
        {
            throw PayloadException.NotStorable("", "holds a lone surrogate, which no database keeps");
        }
    }

    /// <inheritdoc/>
    public bool Equals(Payload? other) => other is not null && JsonElement.DeepEquals(Element, other.Element);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Payload);

    /// <summary>Coarse on purpose: kind and number of members, which do not depend on order or on how a number is spelt.</summary>
    public override int GetHashCode() =>
        HashCode.Combine(
            Element.ValueKind,
            Element.ValueKind switch
            {
                JsonValueKind.Array => Element.GetArrayLength(),
                JsonValueKind.Object => Element.GetPropertyCount(),
                JsonValueKind.String => Element.GetString()!.GetHashCode(StringComparison.Ordinal),
                _ => 0,
            }
        );

    /// <summary>The JSON text.</summary>
    public override string ToString() => Text;
}

/// <summary>JSON that cannot be a payload or a result.</summary>
public sealed class PayloadException : DomainException
{
    private PayloadException(string code, string pointer, string reason)
        : base(pointer.Length == 0 ? reason : $"{pointer}: {reason}")
    {
        Code = code;
        Pointer = pointer;
    }

    /// <summary>The error code it has as a result: <c>not-json</c>, <c>too-large</c> or <c>bad-result</c>.</summary>
    public string Code { get; }

    /// <summary>The JSON Pointer of the offending place; empty for the whole document.</summary>
    public string Pointer { get; }

    /// <summary>False when the text is not JSON at all.</summary>
    public bool IsJson => Code != "not-json";

    internal static PayloadException TooLarge(int bytes) =>
        new("too-large", "", $"{bytes} bytes of JSON are more than the {Payload.MaximumBytes} that are allowed");

    internal static PayloadException NotJson(JsonException cause) =>
        new("not-json", "", $"is not JSON (line {cause.LineNumber + 1}, byte {cause.BytePositionInLine + 1})");

    internal static PayloadException Undefined() => new("not-json", "", "is not JSON: the element has no value");

    internal static PayloadException NotStorable(string pointer, string reason) => new("bad-result", pointer, reason);
}

using System.Runtime.InteropServices;
using System.Text.Json;

namespace AutomationPlatform.JsonSchema.Evaluation;

/// <summary>What a subschema is applied to: a JSON value or, under <c>propertyNames</c>, the name of a member as a string.</summary>
internal readonly struct Instance
{
    private readonly JsonProperty named;

    public Instance(JsonElement element)
    {
        Element = element;
        Kind = element.ValueKind;
    }

    private Instance(JsonProperty named)
    {
        this.named = named;
        Kind = JsonValueKind.String;
        IsName = true;
    }

    /// <summary>The value; undefined for a name.</summary>
    public JsonElement Element { get; }

    public JsonValueKind Kind { get; }

    public bool IsName { get; }

    /// <summary>A number's text, or the inside of a string, still escaped.</summary>
    public ReadOnlySpan<byte> Raw => IsName ? JsonMarshal.GetRawUtf8PropertyName(named) : RawOf(Element, Kind);

    public static Instance NameOf(JsonProperty member) => new(member);

    public static ReadOnlySpan<byte> RawOf(JsonElement element, JsonValueKind kind)
    {
        var raw = JsonMarshal.GetRawUtf8Value(element);
        return kind == JsonValueKind.String ? raw[1..^1] : raw;
    }
}

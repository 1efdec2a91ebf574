using System.Text.Json;
using System.Text.Json.Serialization;
using AutomationPlatform.Domain;

namespace AutomationPlatform.Application.Orchestration;

/// <summary>What is kept of an instance beside its status: the engine's own words, and where people look. A value.</summary>
public sealed record InstanceMetadata
{
    private static readonly JsonSerializerOptions Form = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    /// <summary>The most characters of the engine's words that are kept: 64 Ki; more is left out, for it is written at each change.</summary>
    public const int WordsLimit = 64 * 1024;

    /// <summary>Its status in the engine's words.</summary>
    public string? State { get; init; }

    /// <summary>The engine's page of it.</summary>
    public string? Url { get; init; }

    /// <summary>Where its log is.</summary>
    public string? Log { get; init; }

    /// <summary>Where it runs.</summary>
    public string? Node { get; init; }

    /// <summary>Why it is so, in the engine's words.</summary>
    public string? Message { get; init; }

    /// <summary>What else the engine said; a JSON object.</summary>
    public JsonElement? Words { get; init; }

    /// <summary>Why it cannot be observed; null when it can.</summary>
    public ObservedTrouble? Trouble { get; init; }

    /// <summary>Of what an engine reports.</summary>
    public static InstanceMetadata Of(PartReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        return new()
        {
            State = Kept(report.State),
            Url = Kept(report.Url),
            Log = Kept(report.Log),
            Node = Kept(report.Node),
            Message = Kept(report.Message),
            Words = report.Words.Text.Length <= WordsLimit ? report.Words.Element : null,
        };
    }

    /// <summary>Of what is stored; what code of others stored is taken for the engine's words.</summary>
    public static InstanceMetadata Of(Payload? stored)
    {
        if (stored is null)
            return new InstanceMetadata();
        try
        {
            return stored.Element.Deserialize<InstanceMetadata>(Form) ?? new InstanceMetadata();
        }
        catch (JsonException)
        {
            return new InstanceMetadata { Words = stored.Element };
        }
    }

    /// <summary>As it is stored; without the engine's words where they are nested too deeply or are too long to be put into it.
    /// </summary>
    public Payload ToPayload() => Payload.From(JsonSerializer.SerializeToElement(HasRoom ? this : Wordless, Form));

    // This object is a level of its own around the words.
    private bool HasRoom =>
        Words is not { } words
        || (words.GetRawText().Length <= WordsLimit && IsWithin(words, Payload.MaximumDepth - 1));

    private InstanceMetadata Wordless => this with { Words = null };

    private static bool IsWithin(JsonElement element, int levels) =>
        element.ValueKind switch
        {
            JsonValueKind.Object => levels > 0
                && element.EnumerateObject().All(member => IsWithin(member.Value, levels - 1)),
            JsonValueKind.Array => levels > 0 && element.EnumerateArray().All(each => IsWithin(each, levels - 1)),
            _ => true,
        };

    // Cut rather than refused: whatever an engine says, its status is kept.
    private static string? Kept(string? said) => said is null ? null : ErrorText.Cut(said, Limits.Reason);
}

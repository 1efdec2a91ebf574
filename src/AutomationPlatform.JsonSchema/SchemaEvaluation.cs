using System.Text.Json;

namespace AutomationPlatform.JsonSchema;

/// <summary>What a check of one value against a schema found.</summary>
/// <remarks>Thread safety: immutable.</remarks>
public sealed class SchemaEvaluation
{
    internal static readonly SchemaEvaluation Passed = new([], isTruncated: false);

    internal SchemaEvaluation(IReadOnlyList<SchemaViolation> violations, bool isTruncated)
    {
        Violations = violations;
        IsTruncated = isTruncated;
    }

    /// <summary>Whether the value keeps every rule.</summary>
    public bool IsValid => Violations.Count == 0 && !IsTruncated;

    /// <summary>Every rule that is broken, in the order in which the check met them; empty when the value is valid.</summary>
    public IReadOnlyList<SchemaViolation> Violations { get; }

    /// <summary>Whether there were more violations than <see cref="SchemaLimits.Violations"/> and the rest is not listed.</summary>
    public bool IsTruncated { get; }

    /// <summary>Writes the standard's output format <c>flag</c>: an object with <c>valid</c> alone.</summary>
    /// <param name="writer">Where to write; it is not flushed.</param>
    public void WriteFlag(Utf8JsonWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStartObject();
        writer.WriteBoolean("valid", IsValid);
        writer.WriteEndObject();
    }

    /// <summary>Writes the standard's output format <c>basic</c>: <c>valid</c> and, when it is false, a flat list of <c>errors</c>.</summary>
    /// <param name="writer">Where to write; it is not flushed.</param>
    public void WriteBasic(Utf8JsonWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStartObject();
        writer.WriteBoolean("valid", IsValid);
        if (!IsValid)
        {
            writer.WriteStartArray("errors");
            foreach (var violation in Violations)
                Write(writer, violation);
            writer.WriteEndArray();
        }
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, SchemaViolation violation)
    {
        writer.WriteStartObject();
        writer.WriteString("keywordLocation", violation.KeywordLocation);
        if (violation.AbsoluteKeywordLocation is { } absolute)
            writer.WriteString("absoluteKeywordLocation", absolute);
        writer.WriteString("instanceLocation", violation.InstanceLocation);
        writer.WriteString("error", violation.Message);
        writer.WriteEndObject();
    }
}

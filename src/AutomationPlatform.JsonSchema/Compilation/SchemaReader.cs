using System.Runtime.InteropServices;
using System.Text.Json;
using AutomationPlatform.JsonSchema.Text;

namespace AutomationPlatform.JsonSchema.Compilation;

/// <summary>Reads which keywords a schema object has.</summary>
internal static class SchemaReader
{
    /// <summary>The steps of <see cref="KeywordTable"/> to take, as bits; unknown keywords that look like known ones are noted.</summary>
    public static ulong Steps(SchemaPlace place, List<SchemaWarning>? warnings, out bool isSensitive)
    {
        isSensitive = false;
        var steps = 0UL;
        // In draft-07 a reference stands alone, whatever is written beside it.
        if (place.Resource.Dialect.Draft == Draft.V7 && place.Element.TryGetProperty("$ref", out _))
            return Bit(KeywordTable.Names.FindPlain("$ref"u8));
        foreach (var member in place.Element.EnumerateObject())
        {
            var raw = JsonMarshal.GetRawUtf8PropertyName(member);
            var ordinal = KeywordTable.Names.Find(raw);
            if (ordinal >= 0)
                steps |= Bit(ordinal);
            else if (raw.SequenceEqual("x-sensitive"u8))
                isSensitive = member.Value.ValueKind == JsonValueKind.True;
            else if (warnings is not null && KeywordSpelling.Nearest(JsonText.ToText(raw)) is { } nearest)
                warnings.Add(Warning(place, JsonText.ToText(raw), nearest));
        }
        return steps;
    }

    private static ulong Bit(int ordinal) => KeywordTable.StepOf[ordinal] is >= 0 and var step ? 1UL << step : 0;

    private static SchemaWarning Warning(SchemaPlace place, string keyword, string nearest) =>
        new($"{place.Pointer}/{JsonPointer.Escape(keyword)}", keyword, nearest);
}

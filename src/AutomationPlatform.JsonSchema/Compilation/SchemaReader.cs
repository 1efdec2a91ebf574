using System.Runtime.InteropServices;
using System.Text.Json;
using AutomationPlatform.JsonSchema.Text;

namespace AutomationPlatform.JsonSchema.Compilation;

/// <summary>Reads which keywords a schema object has.</summary>
internal static class SchemaReader
{
    private const string Sensitive = "x-sensitive";

    /// <summary>Fills in the values of the keywords the dialect knows, and notes unknown ones that look like those.</summary>
    /// <returns>The steps of <see cref="KeywordTable"/> to take, as bits.</returns>
    public static ulong Read(
        SchemaPlace place,
        JsonElement[] values,
        List<SchemaWarning>? warnings,
        out bool isSensitive
    )
    {
        isSensitive = false;
        var steps = 0UL;
        var dialect = place.Resource.Dialect;
        foreach (var member in place.Element.EnumerateObject())
        {
            var raw = JsonMarshal.GetRawUtf8PropertyName(member);
            var ordinal = KeywordTable.Names.Find(raw);
            if (ordinal < 0)
                isSensitive |= ReadUnknown(place, member, warnings);
            else if (dialect.Knows(KeywordTable.Definitions[ordinal]))
                steps |= Take(ordinal, member.Value, values);
        }
        return dialect.Draft == Draft.V7 ? ReferenceAlone(steps, values) : steps;
    }

    // In draft-07 a reference stands alone, whatever is written beside it.
    private static ulong ReferenceAlone(ulong steps, JsonElement[] values)
    {
        var ordinal = KeywordTable.OrdinalOf("$ref");
        return values[ordinal].ValueKind == JsonValueKind.Undefined ? steps : Bit(ordinal);
    }

    private static ulong Take(int ordinal, JsonElement value, JsonElement[] values)
    {
        values[ordinal] = value;
        return Bit(ordinal);
    }

    private static bool ReadUnknown(SchemaPlace place, JsonProperty member, List<SchemaWarning>? warnings)
    {
        var name = JsonMembers.NameOf(member);
        if (name == Sensitive)
            return member.Value.ValueKind == JsonValueKind.True;
        if (warnings is not null && KeywordSpelling.Nearest(name) is { } nearest)
            warnings.Add(Warning(place, name, nearest));
        return false;
    }

    private static ulong Bit(int ordinal) => KeywordTable.StepOf[ordinal] is >= 0 and var step ? 1UL << step : 0;

    private static SchemaWarning Warning(SchemaPlace place, string keyword, string nearest) =>
        new($"{place.Pointer}/{JsonPointer.Escape(keyword)}", keyword, nearest);
}

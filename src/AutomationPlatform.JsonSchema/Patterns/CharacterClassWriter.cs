using System.Text;

namespace AutomationPlatform.JsonSchema.Patterns;

/// <summary>Writes a set of code points for an engine that matches UTF-16 units: beyond U+FFFF as pairs.</summary>
internal static class CharacterClassWriter
{
    private const int FirstSurrogate = 0xD800;
    private const int LastSurrogate = 0xDFFF;
    private const int FirstLow = 0xDC00;
    private const int FirstAstral = 0x10000;
    private const string Nothing = @"[^\s\S]";

    public static string Write(CodePointSet set)
    {
        var units = new StringBuilder();
        var alternatives = new List<string>();
        foreach (var (first, last) in set.Ordered())
        {
            AddUnits(units, first, Math.Min(last, FirstSurrogate - 1));
            AddUnits(units, Math.Max(first, LastSurrogate + 1), Math.Min(last, FirstAstral - 1));
            if (last >= FirstAstral)
                AddPairs(alternatives, Math.Max(first, FirstAstral), last);
        }
        if (units.Length > 0)
            alternatives.Insert(0, $"[{units}]");
        return alternatives.Count switch
        {
            0 => Nothing,
            1 when units.Length > 0 => alternatives[0],
            _ => $"(?:{string.Join('|', alternatives)})",
        };
    }

    private static void AddUnits(StringBuilder units, int first, int last)
    {
        if (first <= last)
            units.Append(Range(first, last));
    }

    // A first and a last block that may be cut, and whole blocks between.
    private static void AddPairs(List<string> pairs, int first, int last)
    {
        var (high, low) = Split(first);
        var (lastHigh, lastLow) = Split(last);
        if (high < lastHigh && low > FirstLow)
        {
            AddPair(pairs, high, high, low, LastSurrogate);
            (high, low) = (high + 1, FirstLow);
        }
        if (high < lastHigh)
        {
            var whole = lastLow == LastSurrogate ? lastHigh : lastHigh - 1;
            AddPair(pairs, high, whole, FirstLow, LastSurrogate);
            (high, low) = (whole + 1, FirstLow);
        }
        if (high == lastHigh)
            AddPair(pairs, high, high, low, lastLow);
    }

    private static void AddPair(List<string> pairs, int high, int lastHigh, int low, int lastLow) =>
        pairs.Add($"[{Range(high, lastHigh)}][{Range(low, lastLow)}]");

    private static (int High, int Low) Split(int codePoint) =>
        (FirstSurrogate + ((codePoint - FirstAstral) >> 10), FirstLow + ((codePoint - FirstAstral) & 0x3FF));

    private static string Range(int first, int last) =>
        first == last ? $"\\u{first:X4}" : $"\\u{first:X4}-\\u{last:X4}";
}

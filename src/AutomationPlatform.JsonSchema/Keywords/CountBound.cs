using System.Globalization;
using System.Text.Json;
using AutomationPlatform.JsonSchema.Text;

namespace AutomationPlatform.JsonSchema.Keywords;

/// <summary>Reads the bound of a keyword that counts: a whole number, possibly written <c>2.0</c>, possibly huge.</summary>
internal static class CountBound
{
    public static bool IsMinimum(string keyword) => keyword.StartsWith("min", StringComparison.Ordinal);

    /// <summary>The bound; one that no count can reach reads as the largest number there is.</summary>
    public static long Read(JsonElement element, SchemaLimits limits)
    {
        var number = DecimalText.Parse(System.Runtime.InteropServices.JsonMarshal.GetRawUtf8Value(element), limits);
        if (number.IsZero)
            return 0;
        return number.Highest < DigitsOfInt64
            ? (long)decimal.Parse(element.GetRawText(), NumberStyles.Float, CultureInfo.InvariantCulture)
            : long.MaxValue;
    }

    private const int DigitsOfInt64 = 18;
}

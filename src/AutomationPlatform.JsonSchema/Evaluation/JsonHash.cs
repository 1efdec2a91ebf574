using System.Runtime.InteropServices;
using System.Text.Json;
using AutomationPlatform.JsonSchema.Text;

namespace AutomationPlatform.JsonSchema.Evaluation;

/// <summary>A hash that is equal for values that are equal by <see cref="JsonEquality"/>.</summary>
internal static class JsonHash
{
    public static uint Of(JsonElement element, Evaluator evaluator) => Of(element, evaluator, 0);

    private static uint Of(JsonElement element, Evaluator evaluator, int depth)
    {
        evaluator.Spend(1);
        evaluator.CheckDepth(depth);
        var kind = element.ValueKind;
        return kind switch
        {
            JsonValueKind.String => OfText(Instance.RawOf(element, kind)),
            JsonValueKind.Number => unchecked((uint)JsonNumber.Hash(Instance.RawOf(element, kind), evaluator.Limits)),
            JsonValueKind.Array => OfArray(element, evaluator, depth + 1),
            JsonValueKind.Object => OfObject(element, evaluator, depth + 1),
            _ => (uint)kind,
        };
    }

    private static uint OfText(ReadOnlySpan<byte> raw)
    {
        using var text = new PlainText(raw);
        return TextHash.Of(text.Utf8);
    }

    private static uint OfArray(JsonElement array, Evaluator evaluator, int depth)
    {
        var hash = (uint)JsonValueKind.Array;
        foreach (var item in array.EnumerateArray())
            hash = Combine(hash, Of(item, evaluator, depth));
        return hash;
    }

    // A sum, because members have no order.
    private static uint OfObject(JsonElement element, Evaluator evaluator, int depth)
    {
        var hash = (uint)JsonValueKind.Object;
        foreach (var member in element.EnumerateObject())
        {
            var name = OfText(JsonMarshal.GetRawUtf8PropertyName(member));
            unchecked
            {
                hash += Combine(name, Of(member.Value, evaluator, depth));
            }
        }
        return hash;
    }

    private static uint Combine(uint first, uint second) => unchecked((uint)HashCode.Combine(first, second));
}

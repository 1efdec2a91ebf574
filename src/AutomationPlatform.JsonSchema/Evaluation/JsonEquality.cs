using System.Runtime.InteropServices;
using System.Text.Json;
using AutomationPlatform.JsonSchema.Text;

namespace AutomationPlatform.JsonSchema.Evaluation;

/// <summary>Equality as the standard means it: numbers by value, strings by code points, objects without order.</summary>
internal static class JsonEquality
{
    public static bool AreEqual(in Instance instance, JsonElement expected, Evaluator evaluator) =>
        instance.IsName
            ? expected.ValueKind == JsonValueKind.String
                && JsonText.AreEqual(instance.Raw, Instance.RawOf(expected, JsonValueKind.String))
            : AreEqual(instance.Element, expected, evaluator);

    public static bool AreEqual(JsonElement left, JsonElement right, Evaluator evaluator) =>
        AreEqual(left, right, evaluator, 0);

    private static bool AreEqual(JsonElement left, JsonElement right, Evaluator evaluator, int depth)
    {
        evaluator.Spend(1);
        evaluator.CheckDepth(depth);
        var kind = left.ValueKind;
        if (kind != right.ValueKind)
            return false;
        return kind switch
        {
            JsonValueKind.String => JsonText.AreEqual(Instance.RawOf(left, kind), Instance.RawOf(right, kind)),
            JsonValueKind.Number => JsonNumber.Compare(
                Instance.RawOf(left, kind),
                Instance.RawOf(right, kind),
                evaluator.Limits
            ) == 0,
            JsonValueKind.Array => AreEqualArrays(left, right, evaluator, depth + 1),
            JsonValueKind.Object => AreEqualObjects(left, right, evaluator, depth + 1),
            _ => true,
        };
    }

    private static bool AreEqualArrays(JsonElement left, JsonElement right, Evaluator evaluator, int depth)
    {
        if (left.GetArrayLength() != right.GetArrayLength())
            return false;
        var others = right.EnumerateArray();
        foreach (var item in left.EnumerateArray())
        {
            others.MoveNext();
            if (!AreEqual(item, others.Current, evaluator, depth))
                return false;
        }
        return true;
    }

    private static bool AreEqualObjects(JsonElement left, JsonElement right, Evaluator evaluator, int depth)
    {
        if (left.GetPropertyCount() != right.GetPropertyCount())
            return false;
        var others = right.EnumerateObject();
        foreach (var member in left.EnumerateObject())
        {
            others.MoveNext();
            using var name = new PlainText(JsonMarshal.GetRawUtf8PropertyName(member));
            if (!TryFind(right, others.Current, name.Utf8, evaluator, out var found))
                return false;
            if (!AreEqual(member.Value, found, evaluator, depth))
                return false;
        }
        return true;
    }

    // Most equal objects have the same order too; only the others pay for the search.
    private static bool TryFind(
        JsonElement members,
        JsonProperty guess,
        ReadOnlySpan<byte> name,
        Evaluator evaluator,
        out JsonElement found
    )
    {
        found = guess.Value;
        if (JsonMembers.IsNamed(guess, name))
            return true;
        evaluator.Spend(members.GetPropertyCount());
        return JsonMembers.TryFind(members, name, out found);
    }
}

using System.Buffers;
using System.Text.Json;
using AutomationPlatform.JsonSchema.Evaluation;

namespace AutomationPlatform.JsonSchema.Keywords;

/// <summary><c>uniqueItems</c>: long lists are sorted by hash, so that only items of equal hash are compared.</summary>
internal sealed class UniqueItemsKeyword() : Keyword("uniqueItems")
{
    private const int FewItems = 8;

    public override bool AppliesTo(JsonValueKind kind) => kind == JsonValueKind.Array;

    public override bool Evaluate(in Instance instance, Evaluator evaluator)
    {
        var count = instance.Element.GetArrayLength();
        if (count < 2)
            return true;
        var items = ArrayPool<JsonElement>.Shared.Rent(count);
        var order = ArrayPool<ulong>.Shared.Rent(count);
        try
        {
            var next = 0;
            foreach (var item in instance.Element.EnumerateArray())
                items[next++] = item;
            Sort(items.AsSpan(0, count), order.AsSpan(0, count), evaluator);
            return !TryFindEqual(items, order.AsSpan(0, count), evaluator, out var pair)
                || evaluator.Fail(this, in instance, evaluator.StopsAtFirst ? null : $"{pair.First} and {pair.Second}");
        }
        finally
        {
            ArrayPool<JsonElement>.Shared.Return(items, clearArray: true);
            ArrayPool<ulong>.Shared.Return(order);
        }
    }

    public override string Explain(in Finding finding) =>
        $"items {finding.Detail} are equal; each item must be different";

    // Hash above, index below: one sort brings equal hashes together. A short list does without: all its hashes are "equal".
    private static void Sort(ReadOnlySpan<JsonElement> items, Span<ulong> order, Evaluator evaluator)
    {
        for (var i = 0; i < items.Length; i++)
        {
            var hash = items.Length <= FewItems ? 0 : JsonHash.Of(items[i], evaluator);
            order[i] = ((ulong)hash << 32) | (uint)i;
        }
        if (items.Length > FewItems)
            order.Sort();
    }

    private static int IndexIn(ulong entry) => (int)(entry & uint.MaxValue);

    private static bool TryFindEqual(
        JsonElement[] items,
        ReadOnlySpan<ulong> order,
        Evaluator evaluator,
        out (int First, int Second) pair
    )
    {
        for (var i = 0; i < order.Length; i++)
        {
            for (var j = i + 1; j < order.Length && order[i] >> 32 == order[j] >> 32; j++)
            {
                pair = (IndexIn(order[i]), IndexIn(order[j]));
                if (JsonEquality.AreEqual(items[pair.First], items[pair.Second], evaluator))
                    return true;
            }
        }
        pair = default;
        return false;
    }
}

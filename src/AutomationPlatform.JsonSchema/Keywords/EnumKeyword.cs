using System.Text.Json;
using AutomationPlatform.JsonSchema.Evaluation;
using AutomationPlatform.JsonSchema.Text;

namespace AutomationPlatform.JsonSchema.Keywords;

/// <summary><c>enum</c>: strings are looked up, other values compared one by one.</summary>
internal sealed class EnumKeyword : Keyword
{
    private const int Shown = 8;
    private readonly JsonElement[] all;
    private readonly JsonElement[] others;
    private readonly NameTable texts;

    public EnumKeyword(JsonElement allowed)
        : base("enum")
    {
        all = [.. allowed.EnumerateArray()];
        others = [.. all.Where(value => value.ValueKind != JsonValueKind.String)];
        texts = new(
            all.Where(value => value.ValueKind == JsonValueKind.String)
                .Select(value => JsonText.ToText(Instance.RawOf(value, JsonValueKind.String)))
        );
    }

    public override bool AppliesTo(JsonValueKind kind) => true;

    public override bool Evaluate(in Instance instance, Evaluator evaluator) =>
        (instance.Kind == JsonValueKind.String ? texts.Find(instance.Raw) >= 0 : HasOther(in instance, evaluator))
        || evaluator.Fail(this, in instance);

    public override string Explain(in Finding finding)
    {
        if (finding.IsHidden)
            return $"{finding.Value} is not one of those allowed";
        var list = string.Join(", ", all.Take(Shown).Select(Excerpt.Of));
        var rest = all.Length > Shown ? $" and {all.Length - Shown:N0} more" : "";
        return $"{finding.Value} is not one of: {list}{rest}";
    }

    private bool HasOther(in Instance instance, Evaluator evaluator)
    {
        foreach (var value in others)
        {
            if (JsonEquality.AreEqual(in instance, value, evaluator))
                return true;
        }
        return false;
    }
}

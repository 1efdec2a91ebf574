using System.Text;
using System.Text.Json;
using AutomationPlatform.JsonSchema.Evaluation;
using AutomationPlatform.JsonSchema.Text;

namespace AutomationPlatform.JsonSchema.Keywords;

/// <summary><c>dependentRequired</c>, and the lists of names in the older <c>dependencies</c>.</summary>
internal sealed class DependentRequiredKeyword(string name, IReadOnlyList<(string Trigger, string[] Needed)> rules)
    : Keyword(name)
{
    private readonly (byte[] Trigger, byte[][] Needed)[] rules =
    [
        .. rules.Select(rule => (Encode(rule.Trigger), rule.Needed.Select(Encode).ToArray())),
    ];

    public override bool AppliesTo(JsonValueKind kind) => kind == JsonValueKind.Object;

    public override bool Evaluate(in Instance instance, Evaluator evaluator)
    {
        var valid = true;
        foreach (var (trigger, needed) in rules)
        {
            evaluator.Spend(instance.Element.GetPropertyCount() * (1L + needed.Length));
            if (!JsonMembers.Has(instance.Element, trigger))
                continue;
            foreach (var member in needed)
            {
                if (JsonMembers.Has(instance.Element, member))
                    continue;
                if (evaluator.StopsAtFirst)
                    return false;
                valid = evaluator.Fail(this, in instance, $"{Show(member)} is missing, which {Show(trigger)} needs");
            }
        }
        return valid;
    }

    public override string Explain(in Finding finding) => finding.Detail ?? "";

    private static byte[] Encode(string name) => Encoding.UTF8.GetBytes(name);

    private static string Show(byte[] name) => Excerpt.OfName(Encoding.UTF8.GetString(name));
}

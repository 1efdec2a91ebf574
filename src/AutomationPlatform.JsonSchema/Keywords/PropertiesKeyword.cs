using System.Runtime.InteropServices;
using System.Text.Json;
using AutomationPlatform.JsonSchema.Evaluation;
using AutomationPlatform.JsonSchema.Patterns;
using AutomationPlatform.JsonSchema.Text;

namespace AutomationPlatform.JsonSchema.Keywords;

/// <summary>
/// <c>properties</c>, <c>patternProperties</c>, <c>additionalProperties</c> and <c>required</c>: one walk over the members serves
/// all four. A member that appears twice is checked twice.
/// </summary>
internal sealed class PropertiesKeyword : Keyword
{
    private static readonly SentenceRule Missing = new("required", finding => $"{finding.Detail} is missing");

    private readonly NameTable names;
    private readonly Subschema?[] declared;
    private readonly bool[] isRequired;
    private readonly bool anyRequired;
    private readonly (Pattern Pattern, Subschema Subschema)[] patterned;
    private readonly Subschema? additional;

    public PropertiesKeyword(
        IReadOnlyDictionary<string, Subschema> declared,
        IReadOnlyCollection<string> required,
        (Pattern Pattern, Subschema Subschema)[] patterned,
        Subschema? additional
    )
        : base("properties")
    {
        names = new(declared.Keys.Concat(required));
        this.declared = new Subschema?[names.Count];
        isRequired = new bool[names.Count];
        foreach (var (name, subschema) in declared)
            this.declared[Ordinal(name)] = subschema;
        foreach (var name in required)
            isRequired[Ordinal(name)] = true;
        anyRequired = required.Count > 0;
        this.patterned = patterned;
        this.additional = additional;
    }

    public override IEnumerable<SchemaNode> Below =>
        declared
            .Concat(patterned.Select(rule => rule.Subschema))
            .Append(additional)
            .OfType<Subschema>()
            .Select(edge => edge.Node);

    public override IEnumerable<SchemaNode> OfMember(string name) => Describing(name).Select(edge => edge.Node);

    public override bool AppliesTo(JsonValueKind kind) => kind == JsonValueKind.Object;

    public override bool Evaluate(in Instance instance, Evaluator evaluator)
    {
        evaluator.Spend(instance.Element.GetPropertyCount());
        var seen = evaluator.Bits.Push(names.Count);
        var valid = CheckMembers(in instance, seen, evaluator);
        if (anyRequired && (valid || !evaluator.StopsAtFirst))
            valid &= CheckRequired(in instance, seen, evaluator);
        evaluator.Bits.Pop(seen);
        return valid;
    }

    /// <summary>The subschemas that describe the member of this name.</summary>
    public IEnumerable<Subschema> Describing(string name)
    {
        var raw = System.Text.Encoding.UTF8.GetBytes(name);
        var found = new List<Subschema>();
        if (names.FindPlain(raw) is >= 0 and var ordinal && declared[ordinal] is { } subschema)
            found.Add(subschema);
        found.AddRange(patterned.Where(rule => rule.Pattern.IsMatch(name)).Select(rule => rule.Subschema));
        if (found.Count == 0 && additional is not null)
            found.Add(additional);
        return found;
    }

    private bool CheckMembers(in Instance instance, BitSet seen, Evaluator evaluator)
    {
        var valid = true;
        var index = 0;
        foreach (var member in instance.Element.EnumerateObject())
        {
            valid &= CheckMember(member, index++, seen, evaluator);
            if (!valid && evaluator.StopsAtFirst)
                return false;
        }
        return valid;
    }

    private bool CheckMember(JsonProperty member, int index, BitSet seen, Evaluator evaluator)
    {
        var raw = JsonMarshal.GetRawUtf8PropertyName(member);
        var ordinal = names.Find(raw);
        if (ordinal >= 0)
            evaluator.Bits.Add(seen, ordinal);
        var subschema = ordinal >= 0 ? declared[ordinal] : null;
        var valid = subschema is null || evaluator.Member(subschema, member);
        var isDescribed = subschema is not null;
        foreach (var (pattern, described) in patterned)
        {
            if (!evaluator.Matches(pattern, raw))
                continue;
            isDescribed = true;
            valid &= evaluator.Member(described, member);
        }
        if (!isDescribed && additional is not null)
        {
            isDescribed = true;
            valid &= evaluator.Member(additional, member);
        }
        if (isDescribed)
            evaluator.MarkEvaluated(index);
        return valid;
    }

    private bool CheckRequired(in Instance instance, BitSet seen, Evaluator evaluator)
    {
        var valid = true;
        for (var ordinal = 0; ordinal < isRequired.Length; ordinal++)
        {
            if (!isRequired[ordinal] || evaluator.Bits.Contains(seen, ordinal))
                continue;
            if (evaluator.StopsAtFirst)
                return false;
            valid = evaluator.Fail(Missing, in instance, Excerpt.OfName(names[ordinal]));
        }
        return valid;
    }

    private int Ordinal(string name) => names.FindPlain(System.Text.Encoding.UTF8.GetBytes(name));
}

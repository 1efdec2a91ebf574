using System.Text.Json;

namespace AutomationPlatform.JsonSchema.Evaluation;

/// <summary>One compiled keyword, or several that only make sense together. Immutable once its schema is compiled.</summary>
internal abstract class Keyword(string name) : Rule(name)
{
    /// <summary>The subschemas applied to the very value this keyword is applied to; a cycle of such edges never ends.</summary>
    public virtual IEnumerable<Subschema> InPlace => [];

    /// <summary>The schemas that may apply to the very value, wherever a dynamic reference leads.</summary>
    public virtual IEnumerable<SchemaNode> SameValue => InPlace.Select(edge => edge.Node);

    /// <summary>The schemas that may apply to something in the value: members, their names, items.</summary>
    public virtual IEnumerable<SchemaNode> Below => [];

    /// <summary>Whether values of this kind can break the keyword or be marked by it; the others never meet it.</summary>
    public abstract bool AppliesTo(JsonValueKind kind);

    /// <summary>Whether the instance keeps the rule; with violations collected, goes on after the first.</summary>
    public abstract bool Evaluate(in Instance instance, Evaluator evaluator);

    /// <summary>Those of <see cref="Below"/> that may apply to the member of this name, whether or not the value keeps the rules.</summary>
    public virtual IEnumerable<SchemaNode> OfMember(string name) => [];

    /// <summary>Those of <see cref="Below"/> that may apply to the item at this index.</summary>
    public virtual IEnumerable<SchemaNode> OfItem(int index) => [];

    public override string Explain(in Finding finding) => $"{finding.Value} is not valid";
}

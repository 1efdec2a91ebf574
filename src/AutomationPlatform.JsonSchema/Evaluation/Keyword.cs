using System.Text.Json;

namespace AutomationPlatform.JsonSchema.Evaluation;

/// <summary>One compiled keyword, or several that only make sense together. Immutable once its schema is compiled.</summary>
internal abstract class Keyword(string name) : Rule(name)
{
    /// <summary>The subschemas applied to the very value this keyword is applied to; a cycle of such edges never ends.</summary>
    public virtual IEnumerable<Subschema> InPlace => [];

    /// <summary>Whether values of this kind can break the keyword or be marked by it; the others never meet it.</summary>
    public abstract bool AppliesTo(JsonValueKind kind);

    /// <summary>Whether the instance keeps the rule; with violations collected, goes on after the first.</summary>
    public abstract bool Evaluate(in Instance instance, Evaluator evaluator);

    public override string Explain(in Finding finding) => $"{finding.Value} is not valid";
}

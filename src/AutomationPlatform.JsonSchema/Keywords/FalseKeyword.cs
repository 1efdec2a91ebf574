using System.Text.Json;
using AutomationPlatform.JsonSchema.Evaluation;

namespace AutomationPlatform.JsonSchema.Keywords;

/// <summary>The schema <c>false</c>. It has no name: the keyword that applies it is the one that is broken.</summary>
internal sealed class FalseKeyword() : Keyword("")
{
    public override bool AppliesTo(JsonValueKind kind) => true;

    public override bool Evaluate(in Instance instance, Evaluator evaluator) => evaluator.Fail(this, in instance);

    public override bool ShowsValue => false;

    public override string Explain(in Finding finding) => $"{finding.Detail} is not allowed here";
}

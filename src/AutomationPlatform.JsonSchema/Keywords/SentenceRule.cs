using AutomationPlatform.JsonSchema.Evaluation;

namespace AutomationPlatform.JsonSchema.Keywords;

/// <summary>A rule that is checked by a keyword it stands beside, with a sentence of its own.</summary>
internal sealed class SentenceRule(string name, Func<Finding, string> sentence) : Rule(name)
{
    public override string Explain(in Finding finding) => sentence(finding);
}

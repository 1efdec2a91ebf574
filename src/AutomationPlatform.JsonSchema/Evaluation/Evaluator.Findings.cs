namespace AutomationPlatform.JsonSchema.Evaluation;

/// <content>What was found; nothing is kept while only validity is asked.</content>
internal sealed partial class Evaluator
{
    // Writing down where a violation happened takes longer than finding it.
    private const int FindingCost = 20;

    private Findings? findings;

    /// <summary>Whether one violation settles the check.</summary>
    public bool StopsAtFirst => findings is null;

    /// <summary>Records a violation, if anyone wants to know, and answers false.</summary>
    public bool Fail(Rule rule, in Instance instance, string? detail = null)
    {
        if (findings is null)
            return false;
        Spend(FindingCost);
        findings.Add(rule, in instance, detail);
        return false;
    }

    /// <summary>Says that the value under evaluation, and all in it, must not be shown.</summary>
    public void HideCurrent() => findings?.HideCurrent();

    /// <summary>The findings so far, to come back to when a branch that failed turns out not to matter.</summary>
    public FindingsMark Mark() => findings?.Mark() ?? default;

    /// <summary>Forgets what was found since the mark.</summary>
    public void Forget(FindingsMark mark) => findings?.Forget(mark);
}

namespace AutomationPlatform.JsonSchema.Evaluation;

/// <summary>Something a value can break: it has a keyword's name and can say in a sentence what is wrong.</summary>
internal abstract class Rule(string name)
{
    /// <summary>The keyword.</summary>
    public string Name { get; } = name;

    /// <summary>Whether the offending value may be shown: false where nobody foresaw it, so that nobody could mark it sensitive.</summary>
    public virtual bool ShowsValue => true;

    /// <summary>One sentence, without its full stop, for the person who wrote the value.</summary>
    public abstract string Explain(in Finding finding);
}

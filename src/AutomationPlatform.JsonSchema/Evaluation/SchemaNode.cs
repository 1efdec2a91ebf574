using System.Text.Json;
using AutomationPlatform.JsonSchema.Compilation;

namespace AutomationPlatform.JsonSchema.Evaluation;

/// <summary>One compiled schema object or boolean schema.</summary>
internal sealed class SchemaNode(SchemaResource resource, string pointer)
{
    // By JsonValueKind: a value meets only the keywords that can say something about its kind.
    private readonly Keyword[][] byKind = new Keyword[(int)JsonValueKind.Null + 1][];

    public SchemaResource Resource { get; } = resource;

    /// <summary>The node's place in its document.</summary>
    public string Pointer { get; } = pointer;

    public IReadOnlyList<Keyword> Keywords { get; private set; } = [];

    /// <summary>Whether the values this schema describes must not be shown.</summary>
    public bool IsSensitive { get; private set; }

    private bool tracksMembers;
    private bool tracksItems;

    /// <summary>Gives the node its keywords, once; its references may lead back to it, so it exists before them.</summary>
    public void Complete(IReadOnlyList<Keyword> keywords, bool isSensitive)
    {
        Keywords = keywords;
        IsSensitive = isSensitive;
        for (var kind = JsonValueKind.Undefined; kind <= JsonValueKind.Null; kind++)
            byKind[(int)kind] = Applicable(keywords, kind);
        foreach (var keyword in keywords)
        {
            tracksMembers |= keyword is Keywords.UnevaluatedKeyword && keyword.AppliesTo(JsonValueKind.Object);
            tracksItems |= keyword is Keywords.UnevaluatedKeyword && keyword.AppliesTo(JsonValueKind.Array);
        }
    }

    public bool Evaluate(in Instance instance, Evaluator evaluator)
    {
        if (IsSensitive)
            evaluator.HideCurrent();
        var keywords = byKind[(int)instance.Kind];
        if (keywords.Length == 0)
            return true;
        evaluator.Enter();
        var tracks =
            (tracksMembers && instance.Kind == JsonValueKind.Object)
            || (tracksItems && instance.Kind == JsonValueKind.Array);
        var valid = tracks ? evaluator.Tracked(keywords, in instance) : Run(keywords, in instance, evaluator);
        evaluator.Leave();
        return valid;
    }

    public static bool Run(Keyword[] keywords, in Instance instance, Evaluator evaluator)
    {
        var valid = true;
        foreach (var keyword in keywords)
        {
            valid &= keyword.Evaluate(in instance, evaluator);
            if (!valid && evaluator.StopsAtFirst)
                return false;
        }
        return valid;
    }

    private static Keyword[] Applicable(IReadOnlyList<Keyword> keywords, JsonValueKind kind)
    {
        var count = 0;
        foreach (var keyword in keywords)
            count += keyword.AppliesTo(kind) ? 1 : 0;
        if (count == 0)
            return [];
        var applicable = new Keyword[count];
        for (var i = keywords.Count - 1; i >= 0; i--)
        {
            if (keywords[i].AppliesTo(kind))
                applicable[--count] = keywords[i];
        }
        return applicable;
    }
}

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

    private JsonValueKind tracked;
    private JsonValueKind alsoTracked;

    /// <summary>Gives the node its keywords, once; its references may lead back to it, so it exists before them.</summary>
    public void Complete(IReadOnlyList<Keyword> keywords, bool isSensitive)
    {
        Keywords = keywords;
        IsSensitive = isSensitive;
        for (var kind = JsonValueKind.Undefined; kind <= JsonValueKind.Null; kind++)
        {
            var applicable = keywords.Where(keyword => keyword.AppliesTo(kind)).ToArray();
            byKind[(int)kind] = applicable;
            if (!applicable.Any(keyword => keyword is Keywords.UnevaluatedKeyword))
                continue;
            if (tracked == JsonValueKind.Undefined)
                tracked = kind;
            else
                alsoTracked = kind;
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
            instance.Kind != JsonValueKind.Undefined && (instance.Kind == tracked || instance.Kind == alsoTracked);
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
}

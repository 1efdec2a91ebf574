using System.Text.Json;

namespace AutomationPlatform.JsonSchema.Evaluation;

/// <content>Which members and items of the current value some keyword has evaluated; kept only where <c>unevaluated…</c> asks.</content>
internal sealed partial class Evaluator
{
    private BitSet evaluated = BitSet.None;

    /// <summary>Whether anyone asks which parts of the current value are evaluated: then every branch must be tried.</summary>
    public bool Tracks => !evaluated.IsNone;

    public bool IsEvaluated(int ordinal) => Bits.Contains(evaluated, ordinal);

    public void MarkEvaluated(int ordinal)
    {
        if (Tracks)
            Bits.Add(evaluated, ordinal);
    }

    public void MarkAllEvaluated()
    {
        if (Tracks)
            Bits.AddAll(evaluated);
    }

    /// <summary>Runs a schema that has an <c>unevaluated…</c> keyword: it sees what it evaluates itself, not what its caller did.</summary>
    public bool Tracked(Keyword[] keywords, in Instance instance)
    {
        var outer = evaluated;
        var count =
            instance.Kind == JsonValueKind.Object
                ? instance.Element.GetPropertyCount()
                : instance.Element.GetArrayLength();
        Spend(count);
        evaluated = Bits.Push(count);
        var valid = SchemaNode.Run(keywords, in instance, this);
        if (!outer.IsNone)
            Bits.Merge(outer, evaluated);
        Bits.Pop(evaluated);
        evaluated = outer;
        return valid;
    }
}

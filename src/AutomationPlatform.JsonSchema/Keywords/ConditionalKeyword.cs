using System.Text.Json;
using AutomationPlatform.JsonSchema.Evaluation;

namespace AutomationPlatform.JsonSchema.Keywords;

/// <summary><c>if</c> with <c>then</c> and <c>else</c>.</summary>
internal sealed class ConditionalKeyword(Subschema condition, Subschema? then, Subschema? otherwise) : Keyword("if")
{
    public override IEnumerable<Subschema> InPlace
    {
        get
        {
            yield return condition;
            if (then is not null)
                yield return then;
            if (otherwise is not null)
                yield return otherwise;
        }
    }

    public override bool AppliesTo(JsonValueKind kind) => true;

    public override bool Evaluate(in Instance instance, Evaluator evaluator)
    {
        var mark = evaluator.Mark();
        var holds = evaluator.Branch(condition, in instance);
        evaluator.Forget(mark);
        var next = holds ? then : otherwise;
        return next is null || evaluator.InPlace(next, in instance);
    }
}

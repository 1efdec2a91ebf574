using System.Runtime.CompilerServices;
using System.Text.Json;
using AutomationPlatform.JsonSchema.Compilation;

namespace AutomationPlatform.JsonSchema.Evaluation;

/// <summary>The state of one check: its bounds, its dynamic scope, which members are evaluated, and what was found.</summary>
/// <remarks>Used by one check at a time and then by the next on the same thread, so that a warm check allocates nothing.</remarks>
internal sealed partial class Evaluator
{
    private const int StackCheckInterval = 16;

    [ThreadStatic]
    private static Evaluator? idle;

    private readonly List<SchemaResource> scope = [];
    private long workLeft;
    private int depth;
    private int instanceDepth;

    public SchemaLimits Limits { get; private set; } = SchemaLimits.Default;

    public BitStack Bits { get; } = new();

    /// <summary>The resources entered so far, outermost first.</summary>
    public IReadOnlyList<SchemaResource> DynamicScope => scope;

    public static bool IsValid(SchemaNode root, JsonElement instance, SchemaLimits limits)
    {
        var evaluator = Take(limits);
        var valid = evaluator.Start(root, instance);
        evaluator.GiveBack();
        return valid;
    }

    public static SchemaEvaluation Evaluate(SchemaNode root, JsonElement instance, SchemaLimits limits)
    {
        // Most values are valid, and finding that out costs far less than collecting what may turn out not to matter.
        if (IsValid(root, instance, limits))
            return SchemaEvaluation.Passed;
        var evaluator = Take(limits);
        evaluator.findings = new Findings(limits.Violations);
        evaluator.Start(root, instance);
        var result = evaluator.findings.ToEvaluation();
        evaluator.GiveBack();
        return result;
    }

    public void Spend(long steps)
    {
        if ((workLeft -= steps) < 0)
            throw new SchemaLimitExceededException(nameof(SchemaLimits.Work), Limits.Work.ToString("N0"));
    }

    public void Enter()
    {
        Spend(1);
        if (++depth > Limits.EvaluationDepth || (depth % StackCheckInterval == 0 && !HasStackLeft()))
            throw new SchemaLimitExceededException(
                nameof(SchemaLimits.EvaluationDepth),
                Limits.EvaluationDepth.ToString("N0")
            );
    }

    public void Leave() => depth--;

    /// <summary>Applies a subschema to the same value: what it evaluates counts for the caller.</summary>
    public bool InPlace(Subschema subschema, in Instance instance) =>
        StopsAtFirst && !subschema.EntersResource
            ? subschema.Node.Evaluate(in instance, this)
            : Follow(subschema.Path, subschema.Keyword, subschema.Node, in instance);

    /// <summary>Applies a subschema to the same value: what it evaluates counts only if the value is valid.</summary>
    public bool Branch(Subschema subschema, in Instance instance)
    {
        if (evaluated.IsNone)
            return InPlace(subschema, in instance);
        var outer = evaluated;
        evaluated = Bits.Push(outer.Length * BitStack.WordSize);
        var valid = InPlace(subschema, in instance);
        if (valid)
            Bits.Merge(outer, evaluated);
        Bits.Pop(evaluated);
        evaluated = outer;
        return valid;
    }

    public bool Member(Subschema subschema, JsonProperty member)
    {
        findings?.Path.Push(member);
        var valid = Below(subschema, new Instance(member.Value));
        findings?.Path.Pop();
        return valid;
    }

    public bool Item(Subschema subschema, JsonElement item, int index)
    {
        findings?.Path.Push(index);
        var valid = Below(subschema, new Instance(item));
        findings?.Path.Pop();
        return valid;
    }

    /// <summary>Applies a subschema to a member's name. A name has no place of its own: the object's stands for it.</summary>
    public bool Name(Subschema subschema, JsonProperty member)
    {
        var outer = evaluated;
        evaluated = BitSet.None;
        var valid = InPlace(subschema, Instance.NameOf(member));
        evaluated = outer;
        return valid;
    }

    /// <summary>Follows an edge that is only known now, or that must be recorded.</summary>
    public bool Follow(string path, string keyword, SchemaNode node, in Instance instance)
    {
        scope.Add(node.Resource);
        findings?.Follow(path, keyword, node);
        var valid = node.Evaluate(in instance, this);
        findings?.Return();
        scope.RemoveAt(scope.Count - 1);
        return valid;
    }

    public void CheckDepth(int levels)
    {
        if (levels > Limits.InstanceDepth)
            throw new SchemaLimitExceededException(
                nameof(SchemaLimits.InstanceDepth),
                Limits.InstanceDepth.ToString("N0")
            );
    }

    private static Evaluator Take(SchemaLimits limits)
    {
        var evaluator = idle ?? new Evaluator();
        // A check that throws never gives its evaluator back: what it left behind is not worth cleaning.
        idle = null;
        evaluator.Limits = limits;
        evaluator.workLeft = limits.Work;
        return evaluator;
    }

    private void GiveBack()
    {
        findings = null;
        patternTime = TimeSpan.Zero;
        idle = this;
    }

    private static bool HasStackLeft() => RuntimeHelpers.TryEnsureSufficientExecutionStack();

    private bool Start(SchemaNode root, JsonElement instance)
    {
        scope.Add(root.Resource);
        findings?.Start(root);
        var valid = root.Evaluate(new Instance(instance), this);
        scope.Clear();
        return valid;
    }

    private bool Below(Subschema subschema, in Instance instance)
    {
        CheckDepth(++instanceDepth);
        var outer = evaluated;
        evaluated = BitSet.None;
        var valid = InPlace(subschema, in instance);
        evaluated = outer;
        instanceDepth--;
        return valid;
    }
}

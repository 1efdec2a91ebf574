using AutomationPlatform.JsonSchema.Evaluation;

namespace AutomationPlatform.JsonSchema.Compilation;

/// <summary>Refuses schemas that lead back to themselves without going down into the value: checking them would never end.</summary>
/// <remarks>What only dynamic references close is caught while a value is checked, by <see cref="SchemaLimits.EvaluationDepth"/>.</remarks>
internal static class ReferenceCycles
{
    public static void Refuse(IEnumerable<SchemaNode> nodes)
    {
        var finished = new HashSet<SchemaNode>();
        var path = new HashSet<SchemaNode>();
        var stack = new Stack<(SchemaNode Node, IEnumerator<SchemaNode> Next)>();
        foreach (var start in nodes)
        {
            if (!finished.Contains(start))
                Enter(start, path, stack);
            while (stack.TryPeek(out var top))
            {
                if (!top.Next.MoveNext())
                {
                    path.Remove(top.Node);
                    finished.Add(stack.Pop().Node);
                }
                else if (!finished.Contains(top.Next.Current))
                {
                    Enter(top.Next.Current, path, stack);
                }
            }
        }
    }

    private static void Enter(
        SchemaNode node,
        HashSet<SchemaNode> path,
        Stack<(SchemaNode Node, IEnumerator<SchemaNode> Next)> stack
    )
    {
        if (!path.Add(node))
            throw node.Resource.Document.Invalid(
                node.Pointer,
                "its references lead back to it for the same value, without end"
            );
        var next = node.Keywords.SelectMany(keyword => keyword.InPlace).Select(edge => edge.Node);
        stack.Push((node, next.GetEnumerator()));
    }
}

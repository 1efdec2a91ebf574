using System.Runtime.InteropServices;
using System.Text.Json;
using AutomationPlatform.JsonSchema.Evaluation;
using AutomationPlatform.JsonSchema.Text;

namespace AutomationPlatform.JsonSchema.Compilation;

/// <summary>Refuses documents that are too deep or too large, and members that appear twice, before anything else reads them.</summary>
internal sealed class SchemaBounds(SchemaDocument document, SchemaLimits limits)
{
    private readonly HashSet<string> names = new(StringComparer.Ordinal);

    private readonly InstancePath path = new();
    private long values;

    public void Check() => Check(document.Root, 0);

    private void Check(JsonElement element, int depth)
    {
        SchemaLimitExceededException.ThrowIfAbove(nameof(SchemaLimits.SchemaValues), ++values, limits.SchemaValues);
        SchemaLimitExceededException.ThrowIfAbove(nameof(SchemaLimits.SchemaDepth), depth, limits.SchemaDepth);
        if (element.ValueKind == JsonValueKind.Array)
            CheckItems(element, depth);
        else if (element.ValueKind == JsonValueKind.Object)
            CheckMembers(element, depth);
    }

    private void CheckItems(JsonElement element, int depth)
    {
        var index = 0;
        foreach (var item in element.EnumerateArray())
        {
            path.Push(index++);
            Check(item, depth + 1);
            path.Pop();
        }
    }

    private void CheckMembers(JsonElement element, int depth)
    {
        RefuseDuplicates(element);
        foreach (var member in element.EnumerateObject())
        {
            path.Push(member);
            Check(member.Value, depth + 1);
            path.Pop();
        }
    }

    // Which of two would count is nobody's guess: in a schema that is always a mistake.
    private void RefuseDuplicates(JsonElement element)
    {
        if (element.GetPropertyCount() < 2)
            return;
        names.Clear();
        foreach (var member in element.EnumerateObject())
        {
            if (!names.Add(NameOf(member)))
                throw document.Invalid(path.ToString(), $"the member '{NameOf(member)}' appears twice in it");
        }
    }

    private static string NameOf(JsonProperty member) => JsonText.ToText(JsonMarshal.GetRawUtf8PropertyName(member));
}

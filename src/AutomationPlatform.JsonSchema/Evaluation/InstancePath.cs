using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using AutomationPlatform.JsonSchema.Text;

namespace AutomationPlatform.JsonSchema.Evaluation;

/// <summary>The way from the value as a whole to the part under evaluation.</summary>
internal sealed class InstancePath
{
    private readonly List<(JsonProperty Member, int Index)> steps = [];

    public void Push(JsonProperty member) => steps.Add((member, -1));

    public void Push(int index) => steps.Add((default, index));

    public void Pop() => steps.RemoveAt(steps.Count - 1);

    /// <summary>What the last step led to, as the start of a sentence.</summary>
    public string LastInWords =>
        steps.Count == 0 ? "the value"
        : steps[^1].Index >= 0 ? "this item"
        : Excerpt.OfName(Token(steps[^1]));

    public override string ToString()
    {
        var pointer = new StringBuilder();
        foreach (var step in steps)
            pointer.Append('/').Append(JsonPointer.Escape(Token(step)));
        return pointer.ToString();
    }

    private static string Token((JsonProperty Member, int Index) step) =>
        step.Index >= 0 ? step.Index.ToString() : JsonText.ToText(JsonMarshal.GetRawUtf8PropertyName(step.Member));
}

using System.Text.Json;

namespace AutomationPlatform.JsonSchema.Compilation;

/// <summary>Bounds the searches of one compilation: references into large objects could otherwise multiply.</summary>
internal sealed class CompilationWork(SchemaLimits limits)
{
    private long spent;

    public void SpendOnMembers(JsonElement searched)
    {
        spent += searched.ValueKind switch
        {
            JsonValueKind.Object => searched.GetPropertyCount(),
            JsonValueKind.Array => searched.GetArrayLength(),
            _ => 1,
        };
        SchemaLimitExceededException.ThrowIfAbove(nameof(SchemaLimits.Work), spent, limits.Work);
    }
}

namespace AutomationPlatform.JsonSchema;

/// <summary>A keyword the standard does not know but that looks like one it does; the schema is valid all the same.</summary>
/// <param name="Location">A JSON Pointer to the unknown keyword.</param>
/// <param name="Keyword">The keyword as it is written, for example <c>requried</c>.</param>
/// <param name="Nearest">The keyword it was likely meant to be, for example <c>required</c>.</param>
public sealed record SchemaWarning(string Location, string Keyword, string Nearest)
{
    /// <summary>The warning as a sentence without its full stop.</summary>
    public override string ToString() => $"{Location}: '{Keyword}' has no effect; did you mean '{Nearest}'?";
}

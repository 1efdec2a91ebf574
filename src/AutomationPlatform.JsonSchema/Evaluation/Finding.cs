namespace AutomationPlatform.JsonSchema.Evaluation;

/// <summary>A violation as the sentence about it may know it.</summary>
/// <param name="Value">The offending value as it may be shown: an excerpt, or <c>the value</c> where it is sensitive.</param>
/// <param name="IsHidden">Whether the value is sensitive; then what the schema expects of it is not told either.</param>
/// <param name="Detail">What the keyword noted when it failed, for example the name of a missing member.</param>
internal readonly record struct Finding(string Value, bool IsHidden, string? Detail);

namespace AutomationPlatform.JsonSchema.Patterns;

/// <summary>A text is not a regular expression of ECMA-262; the message continues "the regular expression …".</summary>
internal sealed class PatternSyntaxException(string message) : FormatException(message);

namespace AutomationPlatform.JsonSchema.Formats;

/// <summary>A named kind of text.</summary>
/// <param name="Noun">What a text of the kind is, as in "is not …".</param>
/// <param name="IsMatch">Whether a text is of the kind.</param>
internal sealed record Format(string Noun, TextTest IsMatch);

/// <summary>A question to which a text is the answer.</summary>
internal delegate bool TextTest(ReadOnlySpan<char> text);

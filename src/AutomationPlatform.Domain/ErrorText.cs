namespace AutomationPlatform.Domain;

/// <summary>Brings error texts that come from outside within their limits: cut, never refused, so that no failure is lost.</summary>
public static class ErrorText
{
    /// <summary>The code when a handler gave none.</summary>
    public const string UnnamedCode = "error";

    /// <summary>A message of at most <see cref="Limits.ErrorMessage"/> characters that every database can keep.</summary>
    public static string Message(string? message) => Cut(message, Limits.ErrorMessage);

    /// <summary>A code of 1 to <see cref="Limits.ErrorCode"/> characters; <see cref="UnnamedCode"/> for an empty one.</summary>
    public static string Code(string? code) =>
        Cut(string.IsNullOrWhiteSpace(code) ? UnnamedCode : code.Trim(), Limits.ErrorCode);

    /// <summary>Any text, at most so many characters that every database can keep; the last is <c>…</c> when it was cut.</summary>
    public static string Cut(string? text, int limit)
    {
        var clean = new string([.. Storable(text ?? "", limit)]);
        if ((text?.Length ?? 0) <= limit)
            return clean;
        var end = char.IsHighSurrogate(clean[limit - 2]) ? limit - 2 : limit - 1;
        return clean[..end] + '…';
    }

    // U+0000 and lone surrogates would break the statement that stores the text.
    private static IEnumerable<char> Storable(string text, int limit)
    {
        for (var i = 0; i < Math.Min(text.Length, limit); i++)
        {
            var c = text[i];
            var paired =
                char.IsHighSurrogate(c) ? i + 1 < text.Length && char.IsLowSurrogate(text[i + 1])
                : char.IsLowSurrogate(c) ? i > 0 && char.IsHighSurrogate(text[i - 1])
                : c != '\0';
            yield return paired ? c : '\uFFFD';
        }
    }
}

namespace AutomationPlatform.Domain;

/// <summary>Brings texts that come from outside within their limits: cut, never refused, so that no failure is lost.</summary>
internal static class Cut
{
    internal static string Message(string? message) => To(message, Limits.ErrorMessage);

    internal static string Code(string? code) =>
        To(string.IsNullOrWhiteSpace(code) ? "error" : code.Trim(), Limits.ErrorCode);

    private static string To(string? text, int limit)
    {
        var clean = (text ?? "").Replace('\0', '\uFFFD');
        if (clean.Length <= limit)
            return clean;
        var end = char.IsHighSurrogate(clean[limit - 2]) ? limit - 2 : limit - 1;
        return clean[..end] + '…';
    }
}

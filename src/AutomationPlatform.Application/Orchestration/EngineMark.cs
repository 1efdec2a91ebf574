namespace AutomationPlatform.Application.Orchestration;

/// <summary>How our jobs are told from others.</summary>
public static class EngineMark
{
    /// <summary>What marks begin with.</summary>
    public const string Prefix = "apc:";

    /// <summary>What names begin with.</summary>
    public const string NamePrefix = "apc-";

    /// <summary>The submission's id in a mark or name; null when it is none of ours.</summary>
    public static Guid? Read(string? text) =>
        text is null ? null
        : text.StartsWith(Prefix, StringComparison.Ordinal)
        && Guid.TryParseExact(text[Prefix.Length..], "D", out var id)
            ? id
        : text.StartsWith(NamePrefix, StringComparison.Ordinal)
        && Guid.TryParseExact(text[NamePrefix.Length..], "N", out var named)
            ? named
        : null;
}

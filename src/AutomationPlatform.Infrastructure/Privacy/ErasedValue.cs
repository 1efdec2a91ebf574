using AutomationPlatform.Domain;

namespace AutomationPlatform.Infrastructure.Privacy;

/// <summary>A JSON value about to be erased, and the hash of it that stays. A value.</summary>
/// <param name="Owner">The row that holds it.</param>
/// <param name="Json">Its text; null where there is none.</param>
/// <param name="StoredHash">The hash it was stored with, in hexadecimal; null for rows from before there were hashes.</param>
internal sealed record ErasedValue(Guid Owner, string? Json, string? StoredHash)
{
    private string? Computed { get; } = Json is null ? null : Convert.ToHexStringLower(CanonicalJson.Hash(Json));

    /// <summary>The hash that stays, in hexadecimal: the stored one, which seals were made over, else that of the value.</summary>
    internal string? Hash => StoredHash ?? Computed;

    /// <summary>Whether the value is not the one whose hash was stored.</summary>
    internal bool IsChanged => Computed is not null && StoredHash is not null && Computed != StoredHash;
}

using AutomationPlatform.Application.Audit;

namespace AutomationPlatform.Infrastructure.Audit;

/// <summary>The entries of the log that sealing leaves.</summary>
internal static class SealEntry
{
    /// <summary>A seal was made: without its entry it could be cut off unseen.</summary>
    internal static AuditEntry Of(RunSeal seal, string actor) =>
        new(AuditActions.RunSeal, actor)
        {
            Run = seal.Run,
            Changes = new AuditChanges()
                .Set("hash", null, Convert.ToHexStringLower(seal.Hash))
                .Set("number", null, seal.Number)
                .Set("position", null, seal.Position),
        };

    /// <summary>A setting was changed.</summary>
    internal static AuditEntry Of(string setting, string? before, string after, string actor) =>
        new(AuditActions.AuditSettings, actor)
        {
            EntityName = setting,
            Changes = new AuditChanges().Set("value", before, after),
        };
}

namespace AutomationPlatform.Application.Audit;

/// <summary>Every default and limit of the audit, by name.</summary>
public static class AuditDefaults
{
    /// <summary>The leaves of a segment: 4,096.</summary>
    public const int SegmentLeaves = 4096;

    /// <summary>The item executions one statement reads: 4,096.</summary>
    public const int SliceRows = 4096;

    /// <summary>How long a run is a sealer's own without a renewal: 60 s.</summary>
    public static readonly TimeSpan SealLease = TimeSpan.FromSeconds(60);

    /// <summary>How often a worker looks for runs to seal: 500 ms.</summary>
    public static readonly TimeSpan SealPoll = TimeSpan.FromMilliseconds(500);

    /// <summary>Sealing that takes longer than this is shown: 1 s.</summary>
    public static readonly TimeSpan ShownAfter = TimeSpan.FromSeconds(1);

    /// <summary>The name of the setting that makes signatures a must.</summary>
    public const string RequireSignatures = "audit.requireSignatures";
}

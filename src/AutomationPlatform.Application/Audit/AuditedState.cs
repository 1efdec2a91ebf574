namespace AutomationPlatform.Application.Audit;

/// <summary>How a run stands to its seal.</summary>
public enum AuditedState
{
    /// <summary>It is as its newest seal says.</summary>
    Sealed,

    /// <summary>It has not ended yet: its histories were verified.</summary>
    Open,

    /// <summary>It was sealed and is open again: its histories were verified, its seals as links.</summary>
    OpenAgain,

    /// <summary>It has ended and waits for its seal: its histories were verified.</summary>
    Unsealed,

    /// <summary>It ended before there were seals: what has hashes was verified.</summary>
    FromBefore,

    /// <summary>It left into an archive; its file is verified by itself.</summary>
    Archived,
}

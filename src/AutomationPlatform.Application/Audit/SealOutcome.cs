namespace AutomationPlatform.Application.Audit;

/// <summary>What became of the storing of a seal.</summary>
public enum SealOutcome
{
    /// <summary>It is stored.</summary>
    Stored,

    /// <summary>The run has changed since sealing began: the segments are gone, and it is to be sealed anew after its end.</summary>
    Changed,

    /// <summary>Another sealer has taken over.</summary>
    LeaseLost,

    /// <summary>The database takes signed seals only.</summary>
    SignatureRequired,
}

namespace AutomationPlatform.Application.Audit;

/// <summary>Gives committed entries of the log their place in the one chain of hashes. Thread-safe.</summary>
/// <remarks>In the whole database one at a time links; who comes meanwhile leaves it to that one.</remarks>
public interface IAuditChain
{
    /// <summary>The most entries that one transaction links: 256.</summary>
    const int SliceEntries = 256;

    /// <summary>Links everything that is pending, in slices, each a transaction.</summary>
    /// <exception cref="DatabaseUnavailableException">The database cannot be reached or is read-only.</exception>
    Task<AuditLinking> LinkAsync(CancellationToken cancellationToken);
}

/// <summary>What linking did.</summary>
/// <param name="Linked">How many entries got their place.</param>
/// <param name="Busy">True when another one was linking, who may not have seen the newest entries.</param>
public readonly record struct AuditLinking(long Linked, bool Busy);

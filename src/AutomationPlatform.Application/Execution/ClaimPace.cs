using AutomationPlatform.Domain.Execution;

namespace AutomationPlatform.Application.Execution;

/// <summary>Where in a run's queue the next claim begins.</summary>
/// <remarks>
/// Claims seek from the last claimed position, so that they do not wade through rows that others have just removed; every
/// <see cref="ExecutionDefaults.ClaimsPerRound"/>th, and an empty one, goes back to the start, where retries wait.
/// </remarks>
/// <param name="limited">Whether the automation had limits when the run was looked at.</param>
internal sealed class ClaimSeek(bool limited)
{
    private const long Start = -1;

    private long position = Start;
    private int claims;
    private bool fromStart;

    /// <summary>Whether the automation has limits, by what the last claim said.</summary>
    internal bool Limited { get; private set; } = limited;

    /// <summary>True after an empty claim that did not begin at the start: another one there may find something.</summary>
    internal bool MayFindMore { get; private set; }

    internal ClaimRequest Request(WorkerIdentity worker, RunId run, int limit)
    {
        if (++claims % ExecutionDefaults.ClaimsPerRound == 0)
            position = Start;
        fromStart = position == Start;
        return new ClaimRequest(new ClaimId(Guid.CreateVersion7()), worker, run, position, limit) { Limited = Limited };
    }

    internal void Took(Claim claim)
    {
        Limited = claim.Limited;
        MayFindMore = claim.Items.Count == 0 && !fromStart && claim.Reached is null;
        if (claim.Reached is not null)
            return;
        position = claim.Items.Count == 0 ? Start : claim.Items[^1].Position;
    }
}

/// <summary>How many items a session claims ahead: what it will begin within a third of the lease, and no more.</summary>
/// <remarks>
/// Where an attempt may not be repeated, and where limits hold, only into free slots: what waits here would use up room
/// that another worker could fill. The rate is learnt from the answers. One claimer and one writer use it, so the counters
/// are interlocked.
/// </remarks>
internal sealed class ClaimPace(TimeProvider clock, int concurrency, TimeSpan lease, bool oneAttempt)
{
    private readonly long startedAt = clock.GetTimestamp();
    private long inHand;
    private long answeredInAll;

    /// <summary>True where items are claimed into free slots alone.</summary>
    internal bool FreeSlotsOnly(bool limited) => oneAttempt || limited;

    /// <summary>Claimed and not yet answered.</summary>
    internal long InHand => Interlocked.Read(ref inHand);

    /// <summary>How many to claim now; 0 means wait for answers.</summary>
    /// <param name="limited">Whether the automation has limits.</param>
    internal int Wanted(bool limited)
    {
        // Where only free slots are filled they are taken before the claim: what was answered may still be in hand.
        if (FreeSlotsOnly(limited))
            return (int)Math.Clamp(concurrency + ExecutionDefaults.ChunkSize - InHand, 0, concurrency);
        var room = Ahead - InHand;
        // With every slot busy there is time: wait until half of what may be held is gone, and take that in one claim.
        var worthwhile = InHand < concurrency || room >= Ahead / 2;
        return room > 0 && worthwhile ? (int)Math.Min(room, ExecutionDefaults.ChunkSize) : 0;
    }

    internal void Claimed(int count) => Interlocked.Add(ref inHand, count);

    internal void Answered(int count)
    {
        Interlocked.Add(ref inHand, -count);
        Interlocked.Add(ref answeredInAll, count);
    }

    private long Ahead
    {
        get
        {
            var seconds = clock.GetElapsedTime(startedAt).TotalSeconds;
            var perSecond = seconds > 0 ? Interlocked.Read(ref answeredInAll) / seconds : 0;
            var within = (long)(perSecond * lease.TotalSeconds / 3);
            return Math.Clamp(within, concurrency, ExecutionDefaults.ChunkSize + concurrency);
        }
    }
}

namespace AutomationPlatform.Application.Execution;

/// <summary>How long a session may go on while other runs wait for one: a round of claims, and no longer than its time.</summary>
/// <remarks>The board asks it to give way, the session looks; thread-safe.</remarks>
internal sealed class SessionRound(TimeProvider clock)
{
    private readonly long startedAt = clock.GetTimestamp();
    private volatile bool othersWait;
    private volatile bool ended;
    private int claims;

    /// <summary>True when the session is to claim no more, finish what it holds, and end.</summary>
    internal bool IsOver =>
        ended
        || (
            othersWait
            && (
                Volatile.Read(ref claims) >= ExecutionDefaults.ClaimsPerRound
                || clock.GetElapsedTime(startedAt) >= ExecutionDefaults.RoundTime
            )
        );

    /// <summary>Whether other runs wait for a session: if so it ends with its round, else it goes on.</summary>
    internal void OthersWait(bool value) => othersWait = value;

    /// <summary>Ends the round now: a run of a higher priority has come.</summary>
    internal void End() => ended = true;

    /// <summary>True once it was told to end its round before its time.</summary>
    internal bool HasEnded => ended;

    internal void Claimed() => Interlocked.Increment(ref claims);
}

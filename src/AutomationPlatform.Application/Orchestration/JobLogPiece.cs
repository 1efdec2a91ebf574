namespace AutomationPlatform.Application.Orchestration;

/// <summary>A piece of the log of a job. A value.</summary>
/// <param name="Text">What was written; empty when there is nothing beyond the place that was asked for, by now.</param>
/// <param name="Next">The place behind it, in the engine's own counting.</param>
public sealed record JobLogPiece(string Text, long Next)
{
    /// <summary>The most that one piece holds where the engine lets us choose, in bytes: 1 MiB.</summary>
    public const int Limit = 1024 * 1024;
}

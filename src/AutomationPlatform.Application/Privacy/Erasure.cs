namespace AutomationPlatform.Application.Privacy;

/// <summary>What was erased, or would be.</summary>
/// <param name="Payload">Whether there was a payload.</param>
/// <param name="Results">How many executions had a result.</param>
/// <param name="Logs">How many attempts had left standard error.</param>
/// <param name="Changed">How many of these values were not what their hash says: somebody had changed them.</param>
/// <param name="Archives">The files of archived runs of its batch, which may hold it still: nothing here reaches them.</param>
public sealed record Erasure(bool Payload, int Results, int Logs, int Changed, IReadOnlyList<string> Archives)
{
    /// <summary>Whether there is nothing to erase.</summary>
    public bool IsEmpty => !Payload && Results == 0 && Logs == 0;
}

namespace AutomationPlatform.Application.Audit;

/// <summary>A link of the chain of seals or of log entries.</summary>
/// <param name="Position">Its position, from 1.</param>
/// <param name="Hash">Its hash.</param>
public sealed record ChainHead(long Position, byte[] Hash)
{
    /// <summary><c>POSITION-HEX</c>, and <c>0</c> for an empty chain.</summary>
    public static string Text(ChainHead? head) =>
        head is null ? "0" : $"{head.Position}-{Convert.ToHexStringLower(head.Hash)}";
}

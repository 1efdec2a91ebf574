using System.Security.Cryptography;

namespace AutomationPlatform.Domain.Audit;

/// <summary>The root of a tree of hashes as in RFC 6962, computed leaf by leaf in the memory of its depth. Not thread-safe.</summary>
/// <remarks>A node is SHA-256 over the byte 1 and its two children; the root of no leaf is SHA-256 of nothing.</remarks>
public sealed class MerkleTree
{
    private readonly Stack<byte[]> complete = [];

    /// <summary>How many leaves it has.</summary>
    public long Leaves { get; private set; }

    /// <summary>Adds the hash of the next leaf.</summary>
    /// <param name="leaf">32 bytes.</param>
    public void Add(byte[] leaf)
    {
        var node = leaf;
        for (var left = Leaves; (left & 1) == 1; left >>= 1)
            node = Node(complete.Pop(), node);
        complete.Push(node);
        Leaves++;
    }

    /// <summary>The root over what was added; more may be added afterwards.</summary>
    public byte[] Root()
    {
        byte[]? root = null;
        foreach (var left in complete)
            root = root is null ? left : Node(left, root);
        return root ?? SHA256.HashData([]);
    }

    private static byte[] Node(byte[] left, byte[] right)
    {
        Span<byte> bytes = stackalloc byte[1 + (2 * SHA256.HashSizeInBytes)];
        bytes[0] = 1;
        left.CopyTo(bytes[1..]);
        right.CopyTo(bytes[(1 + SHA256.HashSizeInBytes)..]);
        return SHA256.HashData(bytes);
    }
}

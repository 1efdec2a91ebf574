using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace AutomationPlatform.Application.Audit;

/// <summary>Checks a seal by itself: its hash, its signature, and that its columns are what its body says.</summary>
/// <param name="keys">The public keys.</param>
/// <param name="signedSince">From when on seals must be signed; null when they need not be.</param>
internal sealed class SealProof(IReadOnlyList<AuditPublicKey> keys, DateTimeOffset? signedSince)
{
    private const string Table = "run_seal";

    /// <summary>How many of those checked are signed.</summary>
    internal long Signed { get; private set; }

    /// <summary>Checks it and reads its body.</summary>
    /// <exception cref="AuditMismatch">Something is wrong.</exception>
    internal ReadSeal Check(RunSeal seal)
    {
        var text = Encoding.UTF8.GetBytes(seal.Body);
        if (!SHA256.HashData(text).AsSpan().SequenceEqual(seal.Hash))
            throw Wrong(seal, "body", "does not have the seal's hash");
        CheckSignature(seal, text);
        ReadSeal read;
        try
        {
            read = new ReadSeal(seal.Body);
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw Wrong(seal, "body", "is not a seal of the form " + SealBody.Format);
        }
        Compare(seal, "position", read.Number("position") == seal.Position);
        Compare(seal, "number", read.Number("number") == seal.Number);
        Compare(seal, "previous_hash", read.Text("previous") == Hex(seal.PreviousHash));
        Compare(seal, "run_id", read.Run("id") == seal.Run.ToString());
        Compare(seal, "run_version", read.Run("version") == AuditedRun.Text(seal.RunVersion));
        Compare(seal, "created_at", read.Text("sealedAt") == AuditedRun.Text(seal.CreatedAt));
        return read;
    }

    /// <summary>The error that says what is wrong with a seal.</summary>
    internal static AuditMismatch Wrong(RunSeal seal, string? column, string problem) =>
        ItemProof.Wrong(Table, $"at position {seal.Position} of run {seal.Run}", column, problem);

    /// <summary>A hash as it is written.</summary>
    internal static string? Hex(byte[]? hash) => hash is null ? null : Convert.ToHexStringLower(hash);

    private void CheckSignature(RunSeal seal, byte[] text)
    {
        if (seal.Signature is null || seal.KeyId is null)
        {
            if (seal.CreatedAt >= signedSince)
                throw Wrong(seal, "signature", "is missing, and signatures are required");
            return;
        }
        if (keys.FirstOrDefault(key => key.Id == seal.KeyId) is not { } key)
            throw Wrong(seal, "key_id", $"names the key {seal.KeyId}, which audit_key does not hold");
        if (AuditSigner.IdOf(key.Bytes) != key.Id)
            throw ItemProof.Wrong("audit_key", key.Id, "public_key", "is not the key of this id");
        if (!AuditSigner.IsValid(key, text, seal.Signature))
            throw Wrong(seal, "signature", $"is not that of the key {key.Id} over the body");
        Signed++;
    }

    private static void Compare(RunSeal seal, string column, bool same)
    {
        if (!same)
            throw Wrong(seal, column, "is not what the body says");
    }
}

using System.Security.Cryptography;

namespace AutomationPlatform.Application.Audit;

/// <summary>The private key that signs seals: ECDSA on the curve P-256, over SHA-256. Thread-safe; dispose it.</summary>
/// <remarks>It is read when it is first needed. Neither the key nor what its file holds reaches a log or an error.</remarks>
/// <param name="reference">Where the key is, PEM: <c>env:VARIABLE</c> or <c>file:PATH</c>; null for none, then seals are not
/// signed.</param>
public sealed class AuditSigner(string? reference) : IDisposable
{
    private const int KeyIdDigits = 16;

    private const string Curve = "1.2.840.10045.3.1.7";

    private readonly Lazy<(ECDsa Private, AuditPublicKey Public)?> key = new(() => Load(reference));

    private readonly Lock signing = new();

    /// <summary>The public half; null without a key.</summary>
    /// <exception cref="InvalidInputException">The reference, or what it names, is not a private key of P-256.</exception>
    public AuditPublicKey? Key => key.Value?.Public;

    /// <summary>Signs a text; null without a key.</summary>
    /// <exception cref="InvalidInputException">As for <see cref="Key"/>.</exception>
    public byte[]? Sign(byte[] text)
    {
        if (key.Value is not { } loaded)
            return null;
        lock (signing)
            return loaded.Private.SignData(text, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
    }

    /// <summary>Whether a signature is of this text and key.</summary>
    public static bool IsValid(AuditPublicKey key, byte[] text, byte[] signature)
    {
        ArgumentNullException.ThrowIfNull(key);
        try
        {
            using var verifier = ECDsa.Create();
            verifier.ImportSubjectPublicKeyInfo(key.Bytes, out _);
            return verifier.VerifyData(
                text,
                signature,
                HashAlgorithmName.SHA256,
                DSASignatureFormat.Rfc3279DerSequence
            );
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    /// <summary>The id that belongs to a public key.</summary>
    /// <param name="publicKey">Its SubjectPublicKeyInfo, DER.</param>
    public static string IdOf(byte[] publicKey) => Convert.ToHexStringLower(SHA256.HashData(publicKey))[..KeyIdDigits];

    /// <summary>Makes a new private key, PEM (PKCS #8), and its public half.</summary>
    public static (string Pem, AuditPublicKey Key) Create()
    {
        using var made = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return (made.ExportPkcs8PrivateKeyPem(), PublicHalf(made));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (key.IsValueCreated)
            key.Value?.Private.Dispose();
    }

    private static (ECDsa, AuditPublicKey)? Load(string? reference)
    {
        if (string.IsNullOrEmpty(reference))
            return null;
        var pem = Read(reference);
        var loaded = ECDsa.Create();
        try
        {
            loaded.ImportFromPem(pem);
            var curve = loaded.ExportParameters(includePrivateParameters: true).Curve.Oid.Value;
            if (curve != Curve)
                throw new InvalidInputException(
                    $"the audit key at {reference} is not on the curve P-256: 'apc audit keys create --to FILE' makes one that is"
                );
            return (loaded, PublicHalf(loaded));
        }
        catch (Exception unusable) when (unusable is ArgumentException or CryptographicException)
        {
            loaded.Dispose();
            throw new InvalidInputException(
                $"the audit key at {reference} is not a private key in PEM: 'apc audit keys create --to FILE' makes one"
            );
        }
        catch
        {
            loaded.Dispose();
            throw;
        }
    }

    private static AuditPublicKey PublicHalf(ECDsa key)
    {
        var bytes = key.ExportSubjectPublicKeyInfo();
        return new AuditPublicKey(IdOf(bytes), bytes);
    }

    private static string Read(string reference)
    {
        const string variable = "env:";
        const string file = "file:";
        if (reference.StartsWith(variable, StringComparison.Ordinal))
            return Environment.GetEnvironmentVariable(reference[variable.Length..])
                ?? throw new InvalidInputException(
                    $"the audit key is to be in the environment variable {reference[variable.Length..]}, which is not set"
                );
        if (!reference.StartsWith(file, StringComparison.Ordinal))
            throw new InvalidInputException(
                "the audit key is neither env:VARIABLE nor file:PATH: give the reference, not the key itself"
            );
        try
        {
            return File.ReadAllText(reference[file.Length..]);
        }
        catch (Exception missing) when (missing is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException($"the audit key at {reference} cannot be read: {missing.Message}");
        }
    }
}

namespace AutomationPlatform.Application.Audit;

/// <summary>The public half of a key that signs seals.</summary>
/// <param name="Id">The first 16 hexadecimal digits of the SHA-256 of <paramref name="Bytes"/>.</param>
/// <param name="Bytes">Its SubjectPublicKeyInfo, DER.</param>
public sealed record AuditPublicKey(string Id, byte[] Bytes);

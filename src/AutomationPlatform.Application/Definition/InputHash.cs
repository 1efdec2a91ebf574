using System.Security.Cryptography;
using System.Text;

namespace AutomationPlatform.Application.Definition;

/// <summary>SHA-256 over an import's input, by which the same content is known again. Not thread-safe.</summary>
/// <remarks>Of one file without a mapping it is what <c>sha256sum</c> prints.</remarks>
public sealed class InputHash : IDisposable
{
    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    /// <summary>Adds bytes of the input.</summary>
    public void Append(ReadOnlySpan<byte> bytes) => hash.AppendData(bytes);

    /// <summary>Marks the border between two files, so that cutting them elsewhere gives another hash.</summary>
    public void AppendBorder() => hash.AppendData("\0file\0"u8);

    /// <summary>Adds where columns go: the same bytes mapped otherwise are other items.</summary>
    public void Append(IReadOnlyList<ColumnMapping> mappings)
    {
        ArgumentNullException.ThrowIfNull(mappings);
        foreach (var mapping in mappings.OrderBy(mapping => mapping.Column, StringComparer.Ordinal))
            hash.AppendData(Encoding.UTF8.GetBytes($"\0map\0{mapping.Column}\0{mapping.Pointer}"));
    }

    /// <summary>The hash, lower-case hexadecimal.</summary>
    /// <param name="rowsSkipped">True when rejected rows were left out of what was imported.</param>
    public string Value(bool rowsSkipped)
    {
        var digest = hash.GetCurrentHash();
        return Convert.ToHexStringLower(rowsSkipped ? SHA256.HashData([.. digest, .. "\0skipped"u8]) : digest);
    }

    /// <summary>The hash of a batch after more was appended to it.</summary>
    /// <param name="before">Its hash so far; null when it had none.</param>
    /// <param name="appended">The hash of what was appended.</param>
    public static string Combine(string? before, string appended) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{before}+{appended}")));

    /// <inheritdoc/>
    public void Dispose() => hash.Dispose();
}

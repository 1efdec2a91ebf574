using System.Security.Cryptography;
using System.Text.Json;
using AutomationPlatform.Domain;

namespace AutomationPlatform.Application.Audit;

/// <summary>Reads the lines of an export and hashes them. Not thread-safe.</summary>
internal sealed class ExportReader(Stream from)
{
    /// <summary>The longest line: 64 MiB, more than the largest payload and result with a long history.</summary>
    internal const int LongestLine = 1 << 26;

    private readonly IncrementalHash before = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private byte[] buffer = new byte[1 << 16];
    private int begin;
    private int end;
    private long lines;

    /// <summary>The next line; null at the end of the file.</summary>
    /// <exception cref="AuditMismatch">It is not JSON.</exception>
    internal async Task<JsonElement?> ReadAsync(CancellationToken cancellationToken)
    {
        var length = await FindLineAsync(cancellationToken);
        if (length == 0)
            return null;
        var line = buffer.AsMemory(begin, length);
        begin += length;
        lines++;
        try
        {
            using var document = JsonDocument.Parse(line);
            var root = document.RootElement;
            if (!root.TryGetProperty("sha256", out _))
                before.AppendData(line.Span);
            return root.Clone();
        }
        catch (Exception error) when (IsUnreadable(error))
        {
            throw Wrong("is not a JSON object");
        }
    }

    /// <summary>Checks the last line, behind which nothing may come.</summary>
    /// <exception cref="AuditMismatch">It does not fit what was read.</exception>
    internal async Task EndAsync(JsonElement last, CancellationToken cancellationToken)
    {
        var hash = Convert.ToHexStringLower(before.GetHashAndReset());
        if (Parse(last, line => line.GetProperty("lines").GetInt64()) != lines - 1)
            throw Wrong($"does not name the {lines - 1} lines before it");
        if (Parse(last, line => line.GetProperty("sha256").GetString()) != hash)
            throw Wrong("does not name the SHA-256 of what is before it: something was changed");
        if (await FindLineAsync(cancellationToken) > 0)
            throw Wrong("is the end, and something follows it");
    }

    internal T Parse<T>(JsonElement line, Func<JsonElement, T> read)
    {
        try
        {
            return read(line);
        }
        catch (Exception error) when (IsUnreadable(error))
        {
            throw Wrong($"cannot be read: {error.Message}");
        }
    }

    internal AuditMismatch Wrong(string problem) => ItemProof.Wrong("export", $"line {lines}", null, problem);

    internal static bool IsUnreadable(Exception error) =>
        error
            is JsonException
                or KeyNotFoundException
                or InvalidOperationException
                or FormatException
                or OverflowException
                or ArgumentNullException
                or ValidationException;

    // The length of the next line with its end; 0 when there is none.
    private async Task<int> FindLineAsync(CancellationToken cancellationToken)
    {
        for (var searched = begin; ; )
        {
            var at = buffer.AsSpan(searched, end - searched).IndexOf((byte)'\n');
            if (at >= 0)
                return searched + at + 1 - begin;
            searched = end - begin;
            if (begin > 0)
                buffer.AsSpan(begin, end - begin).CopyTo(buffer);
            (begin, end) = (0, end - begin);
            if (end == buffer.Length)
                Array.Resize(ref buffer, buffer.Length < LongestLine ? buffer.Length * 2 : throw Wrong("is too long"));
            var read = await from.ReadAsync(buffer.AsMemory(end), cancellationToken);
            if (read == 0)
                return end;
            end += read;
        }
    }
}

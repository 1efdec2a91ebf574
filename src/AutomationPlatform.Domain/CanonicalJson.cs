using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace AutomationPlatform.Domain;

/// <summary>The one text that stands for a JSON value when it is hashed: equal values give equal bytes, whoever stored them.</summary>
/// <remarks>
/// <para>UTF-8 without white space. Members of objects are in the order of their names' code points. Strings escape
/// <c>"</c>, <c>\</c> and the characters below U+0020 (<c>\b \t \n \f \r</c>, else <c>\u00</c> and two lower-case digits), nothing else.
/// A number is its exact decimal value: digits without zeros at either end, then <c>e</c> and the power of ten unless that is
/// 0; zero is <c>0</c>. So 100 is <c>1e2</c>, 1.50 is <c>15e-1</c>, -0.0 is <c>0</c>.</para>
/// <para>RFC 8785 is not used: it takes numbers for doubles, which would make different values of 17 digits and more the same.</para>
/// <para>Thread-safe.</para>
/// </remarks>
public static class CanonicalJson
{
    /// <summary>How many bytes a hash has: 32.</summary>
    public const int HashBytes = SHA256.HashSizeInBytes;

    private static readonly byte[] EmptyObject = SHA256.HashData("{}"u8);

    /// <summary>The canonical text of JSON text.</summary>
    /// <exception cref="JsonException">It is not JSON, or is nested deeper than <see cref="Payload.MaximumDepth"/>.</exception>
    public static string Of(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        return Write(json, static canonical => Encoding.UTF8.GetString(canonical));
    }

    /// <summary>The SHA-256 of the canonical text of JSON text.</summary>
    /// <exception cref="JsonException">As for <see cref="Of"/>.</exception>
    public static byte[] Hash(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        return json == "{}" ? [.. EmptyObject] : Write(json, static canonical => SHA256.HashData(canonical));
    }

    private delegate T Use<out T>(ReadOnlySpan<byte> canonical);

    private static T Write<T>(string json, Use<T> use)
    {
        var text = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(json.Length));
        try
        {
            var length = Encoding.UTF8.GetBytes(json, text);
            var reader = new Utf8JsonReader(
                text.AsSpan(0, length),
                new JsonReaderOptions { MaxDepth = Payload.MaximumDepth }
            );
            using var writer = new CanonicalJsonWriter(length);
            reader.Read();
            writer.Write(ref reader);
            if (reader.Read())
                throw new JsonException("there is more than one value");
            return use(writer.Written);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(text);
        }
    }
}

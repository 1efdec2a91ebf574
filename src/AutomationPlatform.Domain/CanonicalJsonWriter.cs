using System.Buffers;
using System.Text.Json;

namespace AutomationPlatform.Domain;

/// <summary>Writes JSON values as <see cref="CanonicalJson"/> says. Not thread-safe.</summary>
internal sealed class CanonicalJsonWriter(int expected) : IDisposable
{
    private const int Smallest = 256;

    private byte[] buffer = ArrayPool<byte>.Shared.Rent(Math.Max(Smallest, expected));
    private int length;

    // Of the objects that are open: where each member's text begins and ends, and its name.
    private readonly List<Member> members = [];

    private readonly record struct Member(byte[] Name, int Start, int End);

    internal ReadOnlySpan<byte> Written => buffer.AsSpan(0, length);

    /// <summary>Writes the value that the reader stands on, and leaves it on that value's last token.</summary>
    internal void Write(ref Utf8JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                WriteObject(ref reader);
                break;
            case JsonTokenType.StartArray:
                WriteArray(ref reader);
                break;
            case JsonTokenType.String:
                WriteString(ref reader);
                break;
            case JsonTokenType.Number:
                WriteNumber(reader.ValueSpan);
                break;
            default:
                Append(reader.ValueSpan);
                break;
        }
    }

    public void Dispose() => ArrayPool<byte>.Shared.Return(buffer);

    private void WriteArray(ref Utf8JsonReader reader)
    {
        Append((byte)'[');
        for (var first = true; reader.Read() && reader.TokenType != JsonTokenType.EndArray; first = false)
        {
            if (!first)
                Append((byte)',');
            Write(ref reader);
        }
        Append((byte)']');
    }

    private void WriteObject(ref Utf8JsonReader reader)
    {
        Append((byte)'{');
        var (begin, outer, sorted) = (length, members.Count, true);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var start = length;
            var name = WriteString(ref reader);
            Append((byte)':');
            reader.Read();
            Write(ref reader);
            sorted &= members.Count == outer || members[^1].Name.AsSpan().SequenceCompareTo(name) < 0;
            members.Add(new Member(name, start, length));
            Append((byte)',');
        }
        if (!sorted)
            Sort(begin, outer);
        if (members.Count > outer)
            length--;
        members.RemoveRange(outer, members.Count - outer);
        Append((byte)'}');
    }

    private void Sort(int begin, int outer)
    {
        members.Sort(outer, members.Count - outer, ByName.Instance);
        var size = length - begin;
        var unsorted = ArrayPool<byte>.Shared.Rent(size);
        buffer.AsSpan(begin, size).CopyTo(unsorted);
        length = begin;
        foreach (var member in members.Skip(outer))
        {
            Append(unsorted.AsSpan(member.Start - begin, member.End - member.Start));
            Append((byte)',');
        }
        ArrayPool<byte>.Shared.Return(unsorted);
    }

    /// <summary>Writes the string or name that the reader stands on and gives it without escapes.</summary>
    private byte[] WriteString(ref Utf8JsonReader reader)
    {
        var isName = reader.TokenType == JsonTokenType.PropertyName;
        if (!reader.ValueIsEscaped)
        {
            // Without an escape there is no character in it that needs one.
            Append((byte)'"');
            Append(reader.ValueSpan);
            Append((byte)'"');
            return isName ? reader.ValueSpan.ToArray() : [];
        }
        var text = ArrayPool<byte>.Shared.Rent(reader.ValueSpan.Length);
        var plain = text.AsSpan(0, reader.CopyString(text));
        Append((byte)'"');
        foreach (var character in plain)
            WriteCharacter(character);
        Append((byte)'"');
        var name = isName ? plain.ToArray() : [];
        ArrayPool<byte>.Shared.Return(text);
        return name;
    }

    private void WriteCharacter(byte character)
    {
        switch (character)
        {
            case (byte)'"':
                Append("\\\""u8);
                break;
            case (byte)'\\':
                Append("\\\\"u8);
                break;
            case (byte)'\b':
                Append("\\b"u8);
                break;
            case (byte)'\t':
                Append("\\t"u8);
                break;
            case (byte)'\n':
                Append("\\n"u8);
                break;
            case (byte)'\f':
                Append("\\f"u8);
                break;
            case (byte)'\r':
                Append("\\r"u8);
                break;
            case < 0x20:
                Append("\\u00"u8);
                Append(Digits[character >> 4]);
                Append(Digits[character & 0xf]);
                break;
            default:
                Append(character);
                break;
        }
    }

    private static ReadOnlySpan<byte> Digits => "0123456789abcdef"u8;

    private void WriteNumber(ReadOnlySpan<byte> raw)
    {
        var negative = raw[0] == (byte)'-';
        if (negative)
            raw = raw[1..];
        var exponentAt = raw.IndexOfAny((byte)'e', (byte)'E');
        var exponent = exponentAt < 0 ? 0 : long.Parse(raw[(exponentAt + 1)..], provider: null);
        if (exponentAt >= 0)
            raw = raw[..exponentAt];
        var point = raw.IndexOf((byte)'.');
        var start = length;
        if (negative)
            Append((byte)'-');
        var digits = length;
        Append(point < 0 ? raw : raw[..point]);
        if (point >= 0)
        {
            Append(raw[(point + 1)..]);
            exponent -= raw.Length - point - 1;
        }
        for (; length > digits && buffer[length - 1] == (byte)'0'; length--)
            exponent++;
        TrimZeros(digits);
        if (length == digits)
        {
            length = start;
            Append((byte)'0');
        }
        else if (exponent != 0)
        {
            Append((byte)'e');
            AppendNumber(exponent);
        }
    }

    /// <summary>Takes the zeros away that a number's digits begin with.</summary>
    private void TrimZeros(int digits)
    {
        var written = buffer.AsSpan(digits, length - digits);
        var significant = written.TrimStart((byte)'0');
        significant.CopyTo(written);
        length = digits + significant.Length;
    }

    private void AppendNumber(long number)
    {
        const int longest = 20;
        Reserve(longest);
        number.TryFormat(buffer.AsSpan(length), out var written, provider: null);
        length += written;
    }

    private void Append(byte character)
    {
        Reserve(1);
        buffer[length++] = character;
    }

    private void Append(ReadOnlySpan<byte> text)
    {
        Reserve(text.Length);
        text.CopyTo(buffer.AsSpan(length));
        length += text.Length;
    }

    private void Reserve(int more)
    {
        if (length + more <= buffer.Length)
            return;
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(length + more, buffer.Length * 2));
        Written.CopyTo(larger);
        ArrayPool<byte>.Shared.Return(buffer);
        buffer = larger;
    }

    private sealed class ByName : IComparer<Member>
    {
        internal static readonly ByName Instance = new();

        public int Compare(Member left, Member right) => left.Name.AsSpan().SequenceCompareTo(right.Name);
    }
}

namespace AutomationPlatform.JsonSchema.Text;

/// <summary>
/// A JSON number read as sign, significant digits and power of ten, without ever writing the power out:
/// <c>1e1000000000</c> costs as much as <c>1</c>.
/// </summary>
internal readonly ref struct DecimalText
{
    // Sums of two such exponents and of lengths still fit in 64 bits.
    private const long LargestExponent = 100_000_000_000_000_000;

    // From the first to the last digit that is not zero; may still hold the decimal point.
    private readonly ReadOnlySpan<byte> digits;

    private DecimalText(bool negative, ReadOnlySpan<byte> digits, long highest, long lowest)
    {
        IsNegative = negative;
        this.digits = digits;
        Highest = highest;
        Lowest = lowest;
    }

    public bool IsZero => digits.IsEmpty;

    public bool IsNegative { get; }

    /// <summary>The power of ten of the first significant digit.</summary>
    public long Highest { get; }

    /// <summary>The power of ten of the last significant digit: not negative exactly when the number is whole.</summary>
    public long Lowest { get; }

    public bool IsInteger => IsZero || Lowest >= 0;

    public DigitEnumerator Digits => new(digits);

    /// <summary>Reads a number.</summary>
    /// <exception cref="SchemaLimitExceededException">The number is longer, or its exponent larger, than allowed.</exception>
    public static DecimalText Parse(ReadOnlySpan<byte> raw, SchemaLimits limits)
    {
        SchemaLimitExceededException.ThrowIfAbove(nameof(SchemaLimits.NumberLength), raw.Length, limits.NumberLength);
        var negative = raw[0] == '-';
        var mantissa = negative ? raw[1..] : raw;
        var exponent = 0L;
        var mark = mantissa.IndexOfAny((byte)'e', (byte)'E');
        if (mark >= 0)
        {
            exponent = ParseExponent(mantissa[(mark + 1)..], limits);
            mantissa = mantissa[..mark];
        }
        var first = mantissa.IndexOfAnyInRange((byte)'1', (byte)'9');
        if (first < 0)
            return default;
        var last = mantissa.LastIndexOfAnyInRange((byte)'1', (byte)'9');
        var point = mantissa.IndexOf((byte)'.');
        if (point < 0)
            point = mantissa.Length;
        return new(
            negative,
            mantissa[first..(last + 1)],
            PowerAt(first, point) + exponent,
            PowerAt(last, point) + exponent
        );
    }

    /// <summary>Less than, equal to or greater than zero, as this number is less than, equal to or greater than the other.</summary>
    public int OrderTo(DecimalText other)
    {
        if (Sign != other.Sign)
            return Sign.CompareTo(other.Sign);
        return Sign * CompareMagnitude(other);
    }

    private int Sign =>
        IsZero ? 0
        : IsNegative ? -1
        : 1;

    private int CompareMagnitude(DecimalText other)
    {
        if (IsZero)
            return 0;
        if (Highest != other.Highest)
            return Highest.CompareTo(other.Highest);
        var left = Digits;
        var right = other.Digits;
        while (true)
        {
            var (more, otherMore) = (left.MoveNext(), right.MoveNext());
            if (!more || !otherMore)
                return more.CompareTo(otherMore);
            if (left.Current != right.Current)
                return left.Current.CompareTo(right.Current);
        }
    }

    private static long PowerAt(int index, int point) => index < point ? point - 1 - index : point - index;

    private static long ParseExponent(ReadOnlySpan<byte> text, SchemaLimits limits)
    {
        var negative = text[0] == '-';
        var maximum = Math.Min(limits.NumberExponent, LargestExponent);
        var value = 0L;
        foreach (var unit in text)
        {
            if (unit is (byte)'-' or (byte)'+')
                continue;
            value = (value * 10) + (unit - '0');
            SchemaLimitExceededException.ThrowIfAbove(nameof(SchemaLimits.NumberExponent), value, maximum);
        }
        return negative ? -value : value;
    }
}

using System.Numerics;

namespace AutomationPlatform.JsonSchema.Text;

/// <summary>Answers whether numbers are whole multiples of one number, by arithmetic on remainders: no power is written out.</summary>
internal sealed class DecimalDivisor
{
    private const int DigitsOfUInt64 = 19;

    private readonly string text;
    private readonly BigInteger digits;
    private readonly ulong small;
    private readonly long lowest;

    /// <summary>Reads the divisor.</summary>
    /// <param name="raw">The text of a number greater than zero.</param>
    /// <param name="limits">Bounds its length and exponent.</param>
    public DecimalDivisor(ReadOnlySpan<byte> raw, SchemaLimits limits)
    {
        text = JsonText.ToText(raw);
        var number = DecimalText.Parse(raw, limits);
        lowest = number.Lowest;
        var count = 0;
        foreach (var digit in number.Digits)
        {
            digits = (digits * 10) + digit;
            count++;
        }
        small = count <= DigitsOfUInt64 ? (ulong)digits : 0;
    }

    public bool Divides(ReadOnlySpan<byte> raw, SchemaLimits limits)
    {
        var number = DecimalText.Parse(raw, limits);
        if (number.IsZero)
            return true;
        // The digits of both end in something other than zero: with a lower power of ten there is always a remainder.
        var power = number.Lowest - lowest;
        return power >= 0 && (small != 0 ? DividesSmall(number, power) : DividesLarge(number, power));
    }

    public override string ToString() => text;

    private bool DividesSmall(DecimalText number, long power)
    {
        UInt128 rest = 0;
        foreach (var digit in number.Digits)
            rest = ((rest * 10) + (uint)digit) % small;
        UInt128 factor = 10 % small;
        for (; power > 0 && rest != 0; power >>= 1)
        {
            if ((power & 1) == 1)
                rest = rest * factor % small;
            factor = factor * factor % small;
        }
        return rest == 0;
    }

    private bool DividesLarge(DecimalText number, long power)
    {
        var value = BigInteger.Zero;
        foreach (var digit in number.Digits)
            value = (value * 10) + digit;
        return (value * BigInteger.ModPow(10, power, digits) % digits).IsZero;
    }
}

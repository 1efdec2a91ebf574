using AutomationPlatform.Application;

namespace AutomationPlatform.Infrastructure.Database;

/// <summary>An identifier as people give it: whole, or its beginning or end. A value.</summary>
/// <remarks>The beginning becomes a range of keys; the end a pattern that has to be looked for row by row.</remarks>
internal sealed class IdPart
{
    /// <summary>The fewest characters of a beginning or end: 8.</summary>
    internal const int MinimumLength = 8;

    private const int Digits = 32;

    private readonly string digits;

    private IdPart(string digits) => this.digits = digits;

    /// <summary>The identifier itself when all of it was given; else null.</summary>
    internal Guid? Whole => digits.Length == Digits ? Lowest : null;

    /// <summary>The lowest identifier that begins so.</summary>
    internal Guid Lowest => Guid.ParseExact(digits.PadRight(Digits, '0'), "N");

    /// <summary>The highest identifier that begins so.</summary>
    internal Guid Highest => Guid.ParseExact(digits.PadRight(Digits, 'f'), "N");

    /// <summary>The LIKE pattern of identifiers that end so.</summary>
    internal string EndPattern
    {
        get
        {
            var whole = Guid.ParseExact(digits.PadLeft(Digits, '0'), "N").ToString("D");
            var kept = digits.Length;
            var start = whole.Length;
            while (kept > 0)
                if (whole[--start] != '-')
                    kept--;
            return string.Concat("%", whole.AsSpan(start));
        }
    }

    /// <summary>Reads what was given: hexadecimal digits, with or without the dashes, in any case.</summary>
    /// <exception cref="InvalidInputException">It is too short, too long, or not hexadecimal.</exception>
    internal static IdPart Parse(string text) =>
        TryParse(text)
        ?? throw new InvalidInputException(
            $"id '{text}': it is neither an id nor the beginning or end of one; "
                + $"give all of it or at least {MinimumLength} of its hexadecimal digits"
        );

    /// <summary>Reads what was given; null when it cannot be part of an identifier.</summary>
    internal static IdPart? TryParse(string text)
    {
        var given = text.Trim().Replace("-", "").ToLowerInvariant();
        return given.Length is >= MinimumLength and <= Digits && given.All(char.IsAsciiHexDigit)
            ? new IdPart(given)
            : null;
    }

    /// <summary>The one that matches.</summary>
    /// <param name="thing">What is looked for, for messages: <c>run</c>.</param>
    /// <param name="given">What was given.</param>
    /// <param name="found">What matches; a few are enough when there are many.</param>
    /// <param name="listing">How to list what there is.</param>
    /// <exception cref="NotFoundException">None matches.</exception>
    /// <exception cref="InvalidInputException">Several match.</exception>
    internal static Guid Only(string thing, string given, IReadOnlyList<Guid> found, string listing) =>
        found.Count switch
        {
            0 => throw new NotFoundException($"{thing} {given}: there is none; {listing}"),
            1 => found[0],
            _ => throw new InvalidInputException(
                $"id '{given}': several {thing}s match ({string.Join(", ", found)}{(found.Count > 2 ? ", …" : "")}); "
                    + "give more of it"
            ),
        };
}

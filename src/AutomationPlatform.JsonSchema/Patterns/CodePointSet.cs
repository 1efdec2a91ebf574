namespace AutomationPlatform.JsonSchema.Patterns;

/// <summary>A set of Unicode code points, as ranges.</summary>
internal sealed class CodePointSet
{
    public const int Last = 0x10FFFF;

    private readonly List<(int First, int Last)> ranges = [];

    public CodePointSet(params ReadOnlySpan<(int First, int Last)> ranges)
    {
        foreach (var (first, last) in ranges)
            Add(first, last);
    }

    public static CodePointSet Digits { get; } = new(('0', '9'));

    public static CodePointSet WordCharacters { get; } = new(('0', '9'), ('A', 'Z'), ('_', '_'), ('a', 'z'));

    public static CodePointSet LineTerminators { get; } = new((0x0A, 0x0A), (0x0D, 0x0D), (0x2028, 0x2029));

    public static CodePointSet WhiteSpace { get; } =
        new(
            (0x09, 0x0D),
            (0x20, 0x20),
            (0xA0, 0xA0),
            (0x1680, 0x1680),
            (0x2000, 0x200A),
            (0x2028, 0x2029),
            (0x202F, 0x202F),
            (0x205F, 0x205F),
            (0x3000, 0x3000),
            (0xFEFF, 0xFEFF)
        );

    public static CodePointSet All { get; } = new((0, Last));

    public void Add(int first, int last) => ranges.Add((first, last));

    public void Add(CodePointSet other) => ranges.AddRange(other.ranges);

    public CodePointSet Complement()
    {
        var result = new CodePointSet();
        var next = 0;
        foreach (var (first, last) in Ordered())
        {
            if (first > next)
                result.Add(next, first - 1);
            next = last + 1;
        }
        if (next <= Last)
            result.Add(next, Last);
        return result;
    }

    /// <summary>The ranges in order, none touching another.</summary>
    public IEnumerable<(int First, int Last)> Ordered()
    {
        (int First, int Last)? open = null;
        foreach (var range in ranges.Order())
        {
            if (open is { } current && range.First <= current.Last + 1)
            {
                open = (current.First, Math.Max(current.Last, range.Last));
                continue;
            }
            if (open is { } done)
                yield return done;
            open = range;
        }
        if (open is { } last)
            yield return last;
    }
}

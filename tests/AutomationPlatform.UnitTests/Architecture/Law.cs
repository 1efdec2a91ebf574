namespace AutomationPlatform.UnitTests.Architecture;

/// <summary>Where a law is broken, how, and what to do about it.</summary>
internal sealed record Violation(string Place, string Problem, string Remedy)
{
    public override string ToString() => $"{Place}: {Problem}; {Remedy}";
}

internal static class Law
{
    /// <summary>Fails with every violation, one a line.</summary>
    public static void Holds(IEnumerable<Violation> violations)
    {
        var lines = violations
            .Select(violation => violation.ToString())
            .Distinct()
            .Order(StringComparer.Ordinal)
            .ToList();
        if (lines.Count > 0)
            Assert.Fail(string.Join('\n', lines));
    }

    /// <summary>The proof that a checker can fail: on a made-up source it finds so many violations.</summary>
    public static void Finds(int count, IEnumerable<Violation> violations) =>
        Assert.True(
            count == violations.Count(),
            string.Join('\n', violations.Prepend(new("expected", $"{count}", "found:")))
        );

    public static SourceFile MadeUp(string text, string path = "src/Made.Up/Thing.cs") => new(path, text);
}

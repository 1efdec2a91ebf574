namespace AutomationPlatform.UnitTests.JsonSchema.Suite;

/// <summary>
/// The optional tests of the official suite that do not pass: in <c>KnownGaps.txt</c>, by full name, under the reason. Checked both
/// ways, so that none is forgotten.
/// </summary>
internal static class KnownGaps
{
    private const string Heading = "# ";

    public static IReadOnlyDictionary<string, string> Reasons { get; } = Read();

    private static Dictionary<string, string> Read()
    {
        var result = new Dictionary<string, string>(StringComparer.Ordinal);
        var reason = "";
        var file = Path.Combine(Repository.Root, "tests/AutomationPlatform.UnitTests/JsonSchema/Suite/KnownGaps.txt");
        foreach (var line in File.ReadLines(file).Where(line => line.Length > 0))
        {
            if (line.StartsWith(Heading, StringComparison.Ordinal))
                reason = line[Heading.Length..];
            else
                result.Add(line, reason);
        }
        return result;
    }
}

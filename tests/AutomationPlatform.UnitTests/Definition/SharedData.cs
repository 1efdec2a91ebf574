using Xunit;

namespace AutomationPlatform.UnitTests.Definition;

/// <summary>Real files that lie beside a checkout; a test that needs one is skipped by name without it.</summary>
internal static class SharedData
{
    internal static string PathOf(string name)
    {
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            var path = Path.Combine(at.FullName, "shared", "data", name);
            if (File.Exists(path))
                return path;
        }
        Assert.Skip($"shared/data/{name} does not lie beside this checkout");
        return "";
    }

    /// <summary>Counts records by the one rule that matters: a line break outside quotes ends one.</summary>
    internal static int CountRecords(string path)
    {
        var records = 0;
        var quoted = false;
        var any = false;
        foreach (var letter in File.ReadAllText(path))
        {
            quoted ^= letter == '"';
            if (letter == '\n' && !quoted)
            {
                records += any ? 1 : 0;
                any = false;
            }
            else
                any |= letter is not '\r';
        }
        return records + (any ? 1 : 0);
    }
}

namespace AutomationPlatform.IntegrationTests.Engines;

/// <summary>Descriptions of engines' APIs that lie beside a checkout; a test that needs one is skipped by name without it.</summary>
internal static class SharedSpecification
{
    internal static string PathOf(string name)
    {
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            var path = Path.Combine(at.FullName, "shared", "engines", name);
            if (File.Exists(path))
                return path;
        }
        Assert.Skip($"shared/engines/{name} does not lie beside this checkout");
        return "";
    }
}

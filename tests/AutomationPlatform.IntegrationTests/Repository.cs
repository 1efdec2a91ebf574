namespace AutomationPlatform.IntegrationTests;

/// <summary>The files of this repository, found from the test's own program upwards.</summary>
internal static class Repository
{
    private static readonly Lazy<string> Root = new(() =>
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (
            directory is not null && !File.Exists(System.IO.Path.Combine(directory.FullName, "AutomationPlatform.slnx"))
        )
            directory = directory.Parent;
        return directory?.FullName
            ?? throw new DirectoryNotFoundException("the tests do not run within the repository");
    });

    /// <summary>The absolute path of a file of the repository.</summary>
    internal static string Path(string relative) => System.IO.Path.Combine(Root.Value, relative);
}

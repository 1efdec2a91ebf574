using System.Runtime.CompilerServices;

namespace AutomationPlatform.UnitTests.Cli;

/// <summary>Texts that users see, kept beside the tests and compared letter by letter.</summary>
/// <remarks>With <c>APC_UPDATE_GOLDEN=1</c> the files are written anew, to be looked at as a difference.</remarks>
internal static class Golden
{
    internal static void Matches(string name, string actual, [CallerFilePath] string caller = "")
    {
        var path = Path.Combine(Path.GetDirectoryName(caller)!, "Golden", name + ".txt");
        var shown = string.Join('\n', actual.Split('\n').Select(line => line.TrimEnd()));
        if (Environment.GetEnvironmentVariable("APC_UPDATE_GOLDEN") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, shown);
        }
        Assert.True(File.Exists(path), $"{path} is missing; write it with APC_UPDATE_GOLDEN=1 and read it");
        Assert.Equal(File.ReadAllText(path), shown);
    }
}

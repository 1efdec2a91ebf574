using System.Runtime.CompilerServices;

namespace AutomationPlatform.UnitTests.JsonSchema;

/// <summary>Finds the repository these tests were compiled from.</summary>
internal static class Repository
{
    public static string Root { get; } = Find();

    private static string Find([CallerFilePath] string source = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(source)!, "..", "..", ".."));
}

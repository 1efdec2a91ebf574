using System.Collections.Concurrent;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AutomationPlatform.UnitTests.Architecture;

/// <summary>The files of this repository, as the laws read them.</summary>
internal static class SourceTree
{
    public static string Root { get; } = FindRoot();

    // Every law reads the same files; parsing them once keeps the laws fast.
    private static readonly ConcurrentDictionary<string, SourceFile> Known = new();

    private static readonly string[] Outside = ["artifacts", "bin", "obj", "node_modules", "TestResults"];

    /// <summary>Every C# file below the folders that a person wrote; migrations are generated.</summary>
    public static IReadOnlyList<SourceFile> CSharp(params string[] folders) =>
        [
            .. folders
                .SelectMany(folder => Files(folder, "*.cs"))
                .Where(path => !path.Contains("/Migrations/"))
                .Select(path => Known.GetOrAdd(path, p => new SourceFile(p, Read(p)))),
        ];

    /// <summary>Paths relative to the root, with slashes, in order.</summary>
    public static IEnumerable<string> Files(string folder, string pattern)
    {
        var start = Path.Combine(Root, folder);
        if (!Directory.Exists(start))
            return [];
        return Directory
            .EnumerateFiles(start, pattern, SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(Root, path).Replace('\\', '/'))
            .Where(path =>
                !path.Split('/')
                    .Any(part => Outside.Contains(part) || (part[0] == '.' && part.Length > 1 && part != ".ci"))
            )
            .Order(StringComparer.Ordinal);
    }

    public static string Read(string path) => File.ReadAllText(Path.Combine(Root, path));

    private static string FindRoot()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(directory.FullName, "AutomationPlatform.slnx")))
            directory =
                directory.Parent ?? throw new DirectoryNotFoundException("AutomationPlatform.slnx is nowhere above");
        return directory.FullName;
    }
}

/// <summary>One C# file: its path from the root, its text, its syntax.</summary>
internal sealed class SourceFile(string path, string text)
{
    private CompilationUnitSyntax? syntax;

    public string Path { get; } = path;

    public string Text { get; } = text;

    public CompilationUnitSyntax Syntax =>
        syntax ??= CSharpSyntaxTree
            .ParseText(Text, CSharpParseOptions.Default.WithLanguageVersion(LanguageVersion.Preview))
            .GetCompilationUnitRoot();

    public string Name => System.IO.Path.GetFileName(Path);

    public int Lines => Text.AsSpan().Count('\n') + (Text.EndsWith('\n') ? 0 : 1);

    public string At(Microsoft.CodeAnalysis.SyntaxNode node) => At(node.GetLocation());

    public string At(Microsoft.CodeAnalysis.Location location) =>
        $"{Path}:{location.GetLineSpan().StartLinePosition.Line + 1}";
}

using System.CommandLine;
using System.Runtime.CompilerServices;
using System.Text;
using AutomationPlatform.Cli;
using AutomationPlatform.Cli.Console;

namespace AutomationPlatform.UnitTests.Cli;

/// <summary>The page about the command line says what the program says.</summary>
public class DocumentationTests
{
    private const string Begin = "<!-- commands -->\n";
    private const string End = "<!-- /commands -->\n";

    [Fact]
    public void Every_command_is_documented_as_its_help_says()
    {
        var page = File.ReadAllText(Page());
        var (begin, end) = (
            page.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length,
            page.IndexOf(End, StringComparison.Ordinal)
        );
        var reference = Reference();
        if (Environment.GetEnvironmentVariable("APC_UPDATE_GOLDEN") == "1")
            File.WriteAllText(Page(), page[..begin] + reference + page[end..]);
        else
            Assert.Equal(reference, page[begin..end]);
    }

    [Fact]
    public void Every_exit_code_is_documented()
    {
        var page = File.ReadAllText(Page());
        var codes = typeof(ExitCode)
            .GetFields(System.Reflection.BindingFlags.NonPublic | System.Reflection.BindingFlags.Static)
            .Select(field => (int)field.GetRawConstantValue()!)
            .ToList();
        Assert.Equal(12, codes.Count);
        Assert.All(codes, code => Assert.Contains($"\n| {code} | ", page));
    }

    private static string Reference()
    {
        var reference = new StringBuilder();
        foreach (var command in Leaves(CommandTree.Build()).OfType<ApcCommand>())
        {
            reference.Append($"\n### {HelpPage.Path(command)}\n\n{command.Description}\n\n```\n");
            foreach (var example in command.Examples)
                reference.Append($"{example.Typed}\n    {example.Does}\n");
            reference.Append("```\n\n");
            foreach (var (term, text) in HelpPage.Terms(command))
                reference.Append($"- `{term}`: {text}\n");
        }
        return reference.Append('\n').ToString();
    }

    private static IEnumerable<Command> Leaves(Command command) =>
        command.Subcommands.Count == 0 ? [command] : command.Subcommands.SelectMany(Leaves);

    private static string Page([CallerFilePath] string caller = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(caller)!, "..", "..", "..", "docs", "cli.md"));
}

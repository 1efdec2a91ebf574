using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AutomationPlatform.UnitTests.Architecture;

/// <summary>What must not stand in the sources, and what to write instead.</summary>
public partial class WordTests
{
    private static readonly Dictionary<string, string> BannedInProduct = new()
    {
        ["DateTime.Now"] = "take the moment from a TimeProvider",
        ["DateTime.UtcNow"] = "take the moment from a TimeProvider",
        ["DateTimeOffset.Now"] = "take the moment from a TimeProvider",
        ["DateTimeOffset.UtcNow"] = "take the moment from a TimeProvider",
        ["Guid.NewGuid"] = "use Guid.CreateVersion7: random keys scatter the indexes",
        ["Random.Shared"] = "let the caller pass the chance",
        ["Thread.Sleep"] = "await a signal, or a delay on the TimeProvider",
    };

    private static readonly Dictionary<string, string> BannedInTests = new()
    {
        ["Task.Delay"] = "await a signal or advance a FakeTimeProvider",
        ["Thread.Sleep"] = "await a signal or advance a FakeTimeProvider",
        ["DateTime.Now"] = "take the moment from a FakeTimeProvider",
    };

    [Fact]
    public void Time_and_chance_come_from_outside() =>
        Law.Holds(SourceTree.CSharp("src").SelectMany(file => Members(file, BannedInProduct)));

    [Fact]
    public void Tests_wait_for_signals_not_for_time() =>
        Law.Holds(SourceTree.CSharp("tests").SelectMany(file => Members(file, BannedInTests)));

    [Fact]
    public void Nothing_is_left_for_later() =>
        Law.Holds(SourceTree.CSharp("src", "tests", "benchmarks", "samples").SelectMany(Leftovers));

    [Fact]
    public void No_exception_is_swallowed() =>
        Law.Holds(SourceTree.CSharp("src", "tests", "benchmarks", "samples").SelectMany(EmptyCatches));

    [Fact]
    public void Libraries_do_not_write_to_the_console() =>
        Law.Holds(
            SourceTree
                .CSharp("src")
                .Where(file => !file.Path.StartsWith("src/AutomationPlatform.Cli/", StringComparison.Ordinal))
                .SelectMany(file => Members(file, "Console.", "log, or return what is to be said"))
        );

    [Theory]
    [InlineData("class A { object M() => System.DateTimeOffset.UtcNow; }", 1)]
    [InlineData("class A { object M() => Guid.NewGuid(); }", 1)]
    [InlineData("class A { object M() => clock.GetUtcNow(); /* not DateTime.UtcNow */ }", 0)]
    public void A_hidden_clock_or_chance_is_found(string source, int violations) =>
        Law.Finds(violations, Members(Law.MadeUp(source), BannedInProduct));

    [Theory]
    [InlineData("class A { async Task M() { await Task.Delay(1); } }", 1)]
    [InlineData("class A { async Task M() { await Task.Delay(Timeout.Infinite, token); } }", 0)]
    [InlineData("class A { string M() => \"Task.Delay\"; }", 0)]
    public void A_sleeping_test_is_found(string source, int violations) =>
        Law.Finds(violations, Members(Law.MadeUp(source), BannedInTests));

    [Theory]
    [InlineData("// TO" + "DO: later\nclass A;", 1)]
    [InlineData("class A { void M() => throw new NotImplemented" + "Exception(); }", 1)]
    [InlineData("class A { string photo = \"hackney\"; }", 0)]
    public void Something_left_for_later_is_found(string source, int violations) =>
        Law.Finds(violations, Leftovers(Law.MadeUp(source)));

    [Theory]
    [InlineData("class A { void M() { try { N(); } catch (IOException) { } } }", 1)]
    [InlineData("class A { void M() { try { N(); } catch (IOException) { /* gone already */ } } }", 0)]
    [InlineData("class A { void M() { try { N(); } catch (IOException) { Say(); } } }", 0)]
    public void A_swallowed_exception_is_found(string source, int violations) =>
        Law.Finds(violations, EmptyCatches(Law.MadeUp(source)));

    [Fact]
    public void A_library_that_writes_to_the_console_is_found() =>
        Law.Finds(1, Members(Law.MadeUp("class A { void M() => Console.WriteLine(); }"), "Console.", "log"));

    private static IEnumerable<Violation> Members(SourceFile file, Dictionary<string, string> banned) =>
        from access in Accesses(file)
        from ban in banned
        where Ends(access.ToString(), ban.Key) && !WaitsForCancellation(access)
        select new Violation(file.At(access), $"uses {ban.Key}", ban.Value);

    private static IEnumerable<Violation> Members(SourceFile file, string beginning, string remedy) =>
        from access in Accesses(file)
        where access.ToString().StartsWith(beginning, StringComparison.Ordinal)
        select new Violation(file.At(access), $"uses {access}", remedy);

    private static IEnumerable<MemberAccessExpressionSyntax> Accesses(SourceFile file) =>
        file.Syntax.DescendantNodes().OfType<MemberAccessExpressionSyntax>();

    // An endless delay waits for its token, which is a signal.
    private static bool WaitsForCancellation(MemberAccessExpressionSyntax access) =>
        access.Parent is InvocationExpressionSyntax { ArgumentList.Arguments: [var first, _] }
        && first.ToString().Contains("Infinite");

    private static bool Ends(string access, string banned) =>
        access == banned || access.EndsWith("." + banned, StringComparison.Ordinal);

    private static IEnumerable<Violation> Leftovers(SourceFile file) =>
        from line in file.Text.Split('\n').Index()
        let word = Leftover().Match(line.Item)
        where word.Success
        select new Violation(
            $"{file.Path}:{line.Index + 1}",
            $"says {word.Value}",
            "do it now, or open an issue and leave no mark"
        );

    // A comment inside says why nothing is done; without one nobody can tell.
    private static IEnumerable<Violation> EmptyCatches(SourceFile file) =>
        from clause in file.Syntax.DescendantNodes().OfType<CatchClauseSyntax>()
        where clause.Block.Statements.Count == 0
        where
            !clause
                .Block.DescendantTrivia()
                .Any(trivia =>
                    trivia.IsKind(SyntaxKind.SingleLineCommentTrivia)
                    || trivia.IsKind(SyntaxKind.MultiLineCommentTrivia)
                )
        select new Violation(
            file.At(clause),
            "swallows an exception",
            "handle it, or say in a comment inside why it may be lost"
        );

    [GeneratedRegex(@"\b(TO" + @"DO|FIX" + @"ME|HA" + @"CK|XX" + @"X|NotImplemented" + @"Exception)\b")]
    private static partial Regex Leftover();
}

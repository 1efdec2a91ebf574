namespace AutomationPlatform.IntegrationTests.Kit.Guide;

/// <summary>The examples of <c>docs/testing.md</c> are the tests that are compiled and run here.</summary>
public sealed class TestingGuideTests
{
    [Fact]
    public void Every_example_of_the_page_is_a_test_that_runs()
    {
        var source = Words(
            File.ReadAllText(Repository.Path("tests/AutomationPlatform.IntegrationTests/Kit/Guide/GreetingTests.cs"))
        );
        var examples = Examples(File.ReadAllText(Repository.Path("docs/testing.md"))).ToList();

        Assert.Equal(3, examples.Count);
        Assert.All(examples, example => Assert.Contains(Words(example), source, StringComparison.Ordinal));
    }

    private static IEnumerable<string> Examples(string page) =>
        page.Split("```csharp\n").Skip(1).Select(part => part[..part.IndexOf("```", StringComparison.Ordinal)]);

    // The page shows members without their class, so their indentation differs.
    private static string Words(string text) =>
        string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}

using AutomationPlatform.Application.Database;
using AutomationPlatform.Application.Definition;
using AutomationPlatform.Application.Execution;
using AutomationPlatform.Application.Privacy;

namespace AutomationPlatform.UnitTests.Cli;

/// <summary>What <c>apc items</c>, <c>apc batches</c> and <c>apc automations</c> say.</summary>
public class ItemCommandTests
{
    [Theory]
    [InlineData("items-list", "items", "list", "Customer import", "Q1-2024")]
    [InlineData("items-list-json", "items", "list", "Customer import", "Q1-2024", "--json")]
    [InlineData("items-find", "items", "find", "--reference", "C-1042")]
    [InlineData("items-find-json", "items", "find", "--text", "zo", "--json")]
    [InlineData("items-show", "items", "show", "0199f3c2-6f1e")]
    [InlineData("items-show-json", "items", "show", "0199f3c2-6f1e-7a00-8000-0000000000e1", "--json")]
    [InlineData("items-history", "items", "history", "0199f3c2-6f1e")]
    [InlineData("items-history-json", "items", "history", "0199f3c2-6f1e", "--json")]
    [InlineData("batches-list", "batches", "list", "Customer import")]
    [InlineData("batches-list-json", "batches", "list", "Customer import", "--json")]
    [InlineData("batches-show", "batches", "show", "Customer import", "Q1-2024")]
    [InlineData("batches-show-json", "batches", "show", "Customer import", "Q1-2024", "--json")]
    [InlineData("automations-list", "automations", "list")]
    [InlineData("automations-list-json", "automations", "list", "--json")]
    [InlineData("automations-show-json", "automations", "show", "Customer import", "--json")]
    public async Task The_story_is_told(string golden, params string[] args)
    {
        var line = await Line().RunAsync(args);
        Assert.Equal("", line.Error.Contains("error:", StringComparison.Ordinal) ? line.Error : "");
        Golden.Matches(golden, line.Output);
    }

    [Theory]
    [InlineData("No automations yet. Make one with: apc init NAME, then: apc run NAME\n", "automations", "list")]
    [InlineData(
        "No batches yet. Import one with: apc import 'Customer import' FILE --batch NAME\n",
        "batches",
        "list",
        "Customer import"
    )]
    [InlineData("The batch 'Q1-2024' has no items.\n", "items", "list", "Customer import", "Q1-2024")]
    public async Task An_empty_list_says_what_to_do_next(string hint, params string[] args)
    {
        var line = await Line(new ToldDefinitions(isEmpty: true)).RunAsync(args);
        Assert.Equal((0, "", hint), (line.ExitCode, line.Output, line.Error));
    }

    [Fact]
    public async Task Hostile_text_is_shown_escaped_in_tables()
    {
        var runs = new ToldRuns { Items = [Told.Details(Told.Hostile)] };
        var line = await Line(runs: runs).RunAsync("items", "find", "--reference", "C-1042");
        Assert.Contains(@"[red]\u001B[2J\r\nname\u202E\u009B1A", line.Output);
        Assert.DoesNotContain('\u001b', line.Output);
    }

    [Fact]
    public async Task Hostile_text_is_escaped_in_json_by_the_rules_of_json()
    {
        var runs = new ToldRuns { Items = [Told.Details(Told.Hostile)] };
        var line = await Line(runs: runs).RunAsync("items", "show", "0199f3c2-6f1e-7a00-8000-0000000000e1", "--json");
        Assert.Contains(@"[red]\u001B[2J\r\nname", line.Output);
        Assert.DoesNotContain(line.Output.TrimEnd('\n'), char.IsControl);
    }

    [Fact]
    public async Task The_id_of_an_item_gives_an_array_however_many_executions_it_has()
    {
        var line = await Line().RunAsync("items", "show", Told.ItemId.ToString(), "--json");
        Assert.StartsWith("[{\"itemExecutionId\":", line.Output);
    }

    [Fact]
    public async Task Finding_without_anything_to_go_by_is_wrong_usage()
    {
        var line = await Line().RunAsync("items", "find", "--status", "FAILED");
        Assert.Equal(2, line.ExitCode);
        Assert.StartsWith("error: items find needs --run, --reference or --text;", line.Error);
    }

    private static TypedLine Line(ToldDefinitions? definitions = null, ToldRuns? runs = null) =>
        new TypedLine()
            .With<IDatabase>(new ToldDatabase())
            .With<IDefinitionReader>(definitions ?? new ToldDefinitions())
            .With<IRunReader>(runs ?? new ToldRuns(Told.Run()))
            .With<IMaskReader>(new ToldMasks());
}

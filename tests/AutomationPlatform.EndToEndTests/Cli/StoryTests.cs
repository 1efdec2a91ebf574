using System.Text.Json;

namespace AutomationPlatform.EndToEndTests.Cli;

/// <summary>The main job, typed: define, import, run, ask.</summary>
public sealed class StoryTests : IDisposable
{
    private readonly TestFolder folder = new();

    public StoryTests()
    {
        folder.Write("automation.yaml", "name: T\nkey: /a\nhandler: {builtin: echo}\ninput: [rows.jsonl]\n");
        folder.Write("rows.jsonl", "{\"a\":1}\n{\"a\":2}\n{\"a\":3}\n");
    }

    [Fact]
    public async Task A_directory_is_defined_imported_and_run_by_one_command()
    {
        var result = (
            await folder.ApcAsync("run", ".", "--json", "--correlation-id", "x-1", "--priority", "7")
        ).AssertDone();
        var document = JsonDocument.Parse(result.Output).RootElement;
        Assert.Equal(
            ["run", "items", "batches", "rejected"],
            document.EnumerateObject().Select(property => property.Name)
        );
        Assert.Equal("COMPLETED", document.GetProperty("run").GetProperty("status").GetString());
        Assert.Equal("x-1", document.GetProperty("run").GetProperty("correlationId").GetString());
        Assert.Equal(7, document.GetProperty("run").GetProperty("priority").GetInt32());
        Assert.Equal(3, document.GetProperty("items").GetProperty("completed").GetInt64());
        Assert.Equal("rows", document.GetProperty("batches")[0].GetProperty("name").GetString());
        Assert.Equal(0, document.GetProperty("rejected").GetInt64());
        await folder.AssertHealthyAsync();
    }

    [Fact]
    public async Task Running_again_makes_a_new_run_of_the_batch_there_is()
    {
        (await folder.ApcAsync("run", ".")).AssertDone();
        Assert.Contains("imported before", (await folder.ApcAsync("run", ".")).AssertDone().Error);
        Assert.Equal(2, (await folder.JsonAsync("runs", "list", "--automation", "T")).GetArrayLength());
        Assert.Equal(1, (await folder.JsonAsync("batches", "list", "T")).GetArrayLength());
    }

    [Fact]
    public async Task Other_content_under_the_name_of_a_batch_is_a_conflict_that_names_the_ways_out()
    {
        (await folder.ApcAsync("run", ".")).AssertDone();
        folder.Write("rows.jsonl", "{\"a\":4}\n");
        (await folder.ApcAsync("run", ".")).AssertRefused(73, "--batch", "--append");
    }

    [Fact]
    public async Task A_schema_that_breaks_what_is_still_to_be_run_is_told_and_changed_by_force_alone()
    {
        const string Changed = "name: T\nitemSchema: {properties: {a: {maximum: 2}}}\nhandler: {builtin: echo}\n";
        (await folder.ApcAsync("apply", "-f", ".")).AssertDone();
        (await folder.ApcAsync("import", "T", "rows.jsonl", "--batch", "B")).AssertDone();
        folder.Write("automation.yaml", Changed);
        (await folder.ApcAsync("apply", "-f", ".")).AssertRefused(73, "1 of 3 items", "/a maximum", "--force");
        (await folder.ApcAsync("run", ".")).AssertRefused(73, "/a maximum");
        Assert.Equal(0, (await folder.JsonAsync("runs", "list")).GetArrayLength());
        Assert.Contains("definition 2", (await folder.ApcAsync("apply", "-f", ".", "--force")).AssertDone().Output);
    }

    [Fact]
    public async Task Rows_that_break_the_schema_are_skipped_when_asked_and_counted()
    {
        folder.Write(
            "automation.yaml",
            "name: T\nitemSchema: {properties: {a: {type: integer}}}\nhandler: {builtin: echo}\n"
        );
        folder.Write("mixed.jsonl", "{\"a\":1}\n{\"a\":\"x\"}\n");
        (await folder.ApcAsync("run", ".", "--input", "mixed.jsonl")).AssertRefused(65, "mixed.jsonl:2", "/a");
        var result = (
            await folder.ApcAsync("run", ".", "--input", "mixed.jsonl", "--on-invalid", "skip", "--json")
        ).AssertDone();
        Assert.Equal(1, JsonDocument.Parse(result.Output).RootElement.GetProperty("rejected").GetInt64());
        Assert.True(File.Exists(folder.At("mixed.jsonl.rejected.jsonl")));
    }

    [Fact]
    public async Task Several_inputs_are_a_batch_each_or_one_together()
    {
        folder.Write("more.jsonl", "{\"a\":9}\n");
        string[] inputs = ["--input", "rows.jsonl", "--input", "more.jsonl", "--json"];
        var apart = JsonDocument.Parse((await folder.ApcAsync(["run", ".", .. inputs])).AssertDone().Output);
        Assert.Equal(2, apart.RootElement.GetProperty("batches").GetArrayLength());
        var together = JsonDocument.Parse(
            (await folder.ApcAsync(["run", "T", .. inputs, "--batch", "all"])).AssertDone().Output
        );
        Assert.Equal(4, together.RootElement.GetProperty("batches")[0].GetProperty("total").GetInt64());
    }

    [Fact]
    public async Task An_item_tells_its_whole_story()
    {
        (await folder.ApcAsync("run", ".")).AssertDone();
        var found = (await folder.JsonAsync("items", "find", "--reference", "2"))[0];
        var id = found.GetProperty("itemExecutionId").GetString()!;
        var shown = await folder.JsonAsync("items", "show", id[^12..]);
        Assert.Equal(2, shown.GetProperty("result").GetProperty("a").GetInt32());
        var history = await folder.JsonAsync("items", "history", id);
        Assert.Equal(
            ["PENDING>PROCESSING", "PROCESSING>COMPLETED"],
            history
                .EnumerateArray()
                .Select(row => $"{row.GetProperty("previousStatus")}>{row.GetProperty("newStatus")}")
        );
    }

    [Theory]
    [InlineData("items.csv", 4)]
    [InlineData("items.jsonl", 3)]
    public async Task A_run_is_exported_whole_and_never_over_a_file(string file, int lines)
    {
        (await folder.ApcAsync("run", ".")).AssertDone();
        var run = (await folder.JsonAsync("runs", "list"))[0].GetProperty("run").GetProperty("id").GetString()!;
        (await folder.ApcAsync("runs", "export", run, "--to", file)).AssertDone();
        Assert.Equal(lines, (await File.ReadAllLinesAsync(folder.At(file))).Length);
        (await folder.ApcAsync("runs", "export", run, "--to", file)).AssertRefused(73, file, "--force");
        (await folder.ApcAsync("runs", "export", run, "--to", file, "--force")).AssertDone();
    }

    [Fact]
    public async Task A_deactivated_automation_is_not_found_until_it_is_taken_back()
    {
        (await folder.ApcAsync("run", ".")).AssertDone();
        (await folder.ApcAsync("automations", "deactivate", "T")).AssertDone();
        (await folder.ApcAsync("run", "T")).AssertRefused(66, "'T'");
        (await folder.ApcAsync("automations", "activate", "T")).AssertDone();
        (await folder.ApcAsync("run", "T")).AssertDone();
    }

    [Fact]
    public async Task An_exported_definition_applies_without_a_change()
    {
        (await folder.ApcAsync("apply", "-f", ".")).AssertDone();
        folder.Write("copy.yaml", (await folder.ApcAsync("automations", "export", "T")).AssertDone().Output);
        Assert.Contains("unchanged", (await folder.ApcAsync("apply", "-f", "copy.yaml")).AssertDone().Output);
    }

    [Theory]
    [InlineData("nobody")]
    [InlineData("./nowhere")]
    public async Task What_is_neither_a_path_nor_a_name_is_not_found(string what) =>
        (await folder.ApcAsync("run", what)).AssertRefused(66, what);

    [Fact]
    public async Task A_batch_that_a_run_refers_to_is_not_deleted_but_can_be_deactivated()
    {
        (await folder.ApcAsync("run", ".")).AssertDone();
        (await folder.ApcAsync("batches", "delete", "T", "rows")).AssertRefused(73, "deactivate");
        (await folder.ApcAsync("batches", "delete", "T", "rows", "--deactivate")).AssertDone();
        Assert.Equal(0, (await folder.JsonAsync("batches", "list", "T")).GetArrayLength());
    }

    [Fact]
    public async Task A_new_directory_runs_at_once()
    {
        (await folder.ApcAsync("init", "greetings")).AssertDone();
        (await folder.ApcAsync("validate", "-f", "greetings")).AssertDone();
        var result = await folder.ApcAsync("run", "greetings");
        Assert.Contains(result.ExitCode, (int[])[0, 1]);
        Assert.Equal(1, (await folder.JsonAsync("runs", "list")).GetArrayLength());
    }

    [Fact]
    public async Task Nothing_on_standard_output_but_the_document_with_json()
    {
        var result = await folder.ApcAsync("run", ".", "--json");
        Assert.Single(result.Output, '\n');
        Assert.DoesNotContain('\u001b', result.Output + result.Error);
    }

    public void Dispose() => folder.Dispose();
}

using System.Text;

namespace AutomationPlatform.EndToEndTests.BadInput;

/// <summary>Input that is wrong: exit 65, one line with its place, and no batch, not even a hidden one, is left.</summary>
public sealed class RowsTests : IDisposable
{
    private readonly TestFolder folder = new();

    public static TheoryData<string, string, string[]> WrongRows { get; } =
        new()
        {
            { "ragged.csv", "a,b\n1,2\n1\n", ["ragged.csv:3", "1 cells", "2"] },
            { "long.csv", "a,b\n1,2,3\n", ["long.csv:2"] },
            { "twice.csv", "a,a\n1,2\n", ["twice.csv:1", "'a'"] },
            { "unnamed.csv", "a,\n1,2\n", ["unnamed.csv:1"] },
            { "empty.csv", "", ["empty.csv", "empty"] },
            { "header.csv", "a,b\n", ["header.csv"] },
            { "empty.jsonl", "", ["empty.jsonl", "empty"] },
            { "broken.jsonl", "{\"a\": 1}\n{\"a\": \n", ["broken.jsonl:2"] },
            { "broken.json", "[{\"a\": 1}, {\"a\": }]", ["broken.json"] },
            { "zero.jsonl", "{\"a\": 1}\n{\"b\": {\"c\": \"x\\u0000y\"}}\n", ["zero.jsonl:2", "/b/c", "U+0000"] },
            { "lone.jsonl", "{\"a\": \"\\ud800\"}\n", ["lone.jsonl:1", "/a", "surrogate"] },
            { "vast.jsonl", "{\"a\": 1e200000}\n", ["vast.jsonl:1", "/a", "range"] },
        };

    [Theory]
    [MemberData(nameof(WrongRows))]
    public async Task Wrong_rows_are_refused_with_their_place(string name, string text, string[] words)
    {
        folder.Write(name, text);
        await AssertRefusedAsync(name, words);
    }

    [Fact]
    public async Task Rows_that_are_not_UTF_8_are_refused_with_their_place()
    {
        folder.Write("latin.csv", [.. "a,b\n1,Z"u8, 0xFC, .. "rich\n"u8]);
        await AssertRefusedAsync("latin.csv", "latin.csv:2", "UTF-8");
        folder.Write(
            "wide.csv",
            Encoding.Unicode.GetPreamble().Concat(Encoding.Unicode.GetBytes("a,b\n1,2\n")).ToArray()
        );
        await AssertRefusedAsync("wide.csv", "wide.csv", "UTF-8");
    }

    [Fact]
    public async Task A_payload_of_two_mebibytes_is_refused()
    {
        folder.Write("large.jsonl", $"{{\"a\": 1}}\n{{\"a\": \"{new string('x', 2 << 20)}\"}}\n");
        await AssertRefusedAsync("large.jsonl", "large.jsonl:2", "1048576");
    }

    [Fact]
    public async Task A_file_that_does_not_exist_is_not_found()
    {
        await folder.DefineAsync();
        (await folder.ApcAsync("import", "T", "nowhere.csv")).AssertRefused(66, "nowhere.csv");
    }

    [Fact]
    public async Task A_batch_name_that_is_empty_or_too_long_is_refused()
    {
        await folder.DefineAsync();
        folder.Write("rows.csv", "a\n1\n");
        foreach (var name in (string[])["", " ", new string('b', 201)])
        {
            var result = await folder.ApcAsync("import", "T", "rows.csv", "--batch", name);
            Assert.Contains(result.ExitCode, (int[])[2, 65]);
            Assert.Single(result.Errors);
        }
        Assert.Equal(0L, await folder.SqlAsync("SELECT count(*) FROM batch"));
    }

    public void Dispose() => folder.Dispose();

    private async Task AssertRefusedAsync(string file, params string[] words)
    {
        folder.Write("automation.yaml", "name: T\nhandler: {builtin: echo}\n");
        (await folder.ApcAsync("run", ".", "--input", file)).AssertRefused(65, words);
        Assert.Equal(0L, await folder.SqlAsync("SELECT (SELECT count(*) FROM batch) + (SELECT count(*) FROM item)"));
        Assert.Equal(
            0L,
            await folder.SqlAsync("SELECT (SELECT count(*) FROM run) + (SELECT count(*) FROM import_lease)")
        );
    }
}

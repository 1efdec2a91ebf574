using System.Text.Json;
using AutomationPlatform.Application;
using AutomationPlatform.Application.Definition;
using AutomationPlatform.Domain;
using AutomationPlatform.Infrastructure.Definition;
using Xunit;

namespace AutomationPlatform.UnitTests.Definition;

/// <summary>Which rows are rejected, and what is said of them; through checking a definition with data.</summary>
public sealed class RowRulesTests : IDisposable
{
    private readonly TemporaryDirectory directory = new();

    public void Dispose() => directory.Dispose();

    [Fact]
    public async Task Every_broken_rule_is_told_with_line_pointer_and_keyword()
    {
        var result = await ValidateAsync(
            "itemSchema: {required: [id], properties: {id: {type: integer}, name: {type: string, minLength: 2}}}",
            "rows.csv",
            "id,name\n1,Ada\nx,y\n,Bob\n"
        );
        Assert.Equal(3, result.Rows);
        Assert.Equal(2, result.Rejects.Count);
        var first = result.Rejects.First[0];
        Assert.Equal((Path.Combine(directory.Path, "rows.csv"), 3), (first.File, first.Line));
        Assert.Equal(
            [("/id", "type"), ("/name", "minLength")],
            first.Errors.Select(error => (error.Pointer, error.Keyword))
        );
        Assert.All(first.Errors, error => Assert.NotEmpty(error.Message));
        Assert.Equal(
            (4L, "required"),
            (result.Rejects.First[1].Line, Assert.Single(result.Rejects.First[1].Errors).Keyword)
        );
        Assert.Equal(3, result.Rejects.ByRule.Count);
    }

    [Theory]
    [InlineData("{\"a\":\"\\u0000\"}", "/a", "storable")]
    [InlineData("{\"a\":[\"\\ud800\"]}", "/a/0", "storable")]
    [InlineData("{\"a\":1e200000}", "/a", "storable")]
    [InlineData("{\"a\":[{\"b\":1,\"b\":2}]}", "/a/0", "storable")]
    [InlineData("{\"a\":1,}", "", "json")]
    [InlineData("{\"a\":1} {}", "", "json")]
    [InlineData("{'a':1}", "", "json")]
    public async Task Json_that_no_database_keeps_is_rejected(string row, string pointer, string keyword)
    {
        var result = await ValidateAsync("", "rows.jsonl", $"{{}}\n{row}\n");
        var rejected = Assert.Single(result.Rejects.First);
        Assert.Equal(2, rejected.Line);
        var error = Assert.Single(rejected.Errors);
        Assert.Equal((pointer, keyword), (error.Pointer, error.Keyword));
    }

    [Theory]
    [InlineData("{\"a\":\"\\u00e9 and \\ud83d\\ude00\"}")]
    [InlineData("{\"a\":1e100,\"b\":\"\\\\u0000\"}")]
    [InlineData("[1,\"x\",null]")]
    [InlineData("\"text\"")]
    public async Task Json_that_only_looks_unusual_is_taken(string row) =>
        Assert.Equal(0, (await ValidateAsync("", "rows.jsonl", row)).Rejects.Count);

    [Fact]
    public async Task A_cell_with_U_0000_is_rejected() =>
        Assert.Equal(
            "storable",
            Assert.Single((await ValidateAsync("", "rows.csv", "a,b\n1,x\0y\n")).Rejects.First[0].Errors).Keyword
        );

    [Fact]
    public async Task A_row_beyond_a_mebibyte_or_too_deep_is_rejected_and_the_next_one_read()
    {
        var large = $"\"{new string('x', Payload.MaximumBytes)}\"";
        var deep = new string('[', Payload.MaximumDepth + 1) + new string(']', Payload.MaximumDepth + 1);
        foreach (var text in new[] { $"1\n{large}\n{deep}\n2\n" })
        {
            var result = await ValidateAsync("", "rows.jsonl", text);
            Assert.Equal(4, result.Rows);
            Assert.Equal([(2, "too-large"), (3, "json")], Keywords(result));
        }
        Assert.Equal(
            [(1, "too-large"), (1, "json")],
            Keywords(await ValidateAsync("", "rows.json", $"[1,{large},{deep},2]"))
        );
    }

    [Theory]
    [InlineData("{\"id\":\"a\"}", null)]
    [InlineData("{\"id\":17}", null)]
    [InlineData("{}", "key")]
    [InlineData("{\"id\":null}", "key")]
    [InlineData("{\"id\":true}", "key")]
    [InlineData("{\"id\":\"\"}", "key")]
    [InlineData("[]", "key")]
    public async Task The_key_must_be_a_text_or_a_number(string row, string? keyword)
    {
        var result = await ValidateAsync("key: /id", "rows.jsonl", row);
        Assert.Equal(keyword, result.Rejects.Count == 0 ? null : result.Rejects.First[0].Errors[0].Keyword);
    }

    [Fact]
    public async Task A_key_that_is_too_long_or_repeated_is_rejected()
    {
        var longest = new string('x', Limits.Reference);
        var result = await ValidateAsync(
            "key: /a/id",
            "rows.jsonl",
            string.Join(
                '\n',
                new[] { longest, longest + "x", "7", longest }
                    .Select(id => $$$"""{"a":{"id":"{{{id}}}"}}""")
                    .Append("""{"a":{"id":7}}""")
            )
        );
        Assert.Equal([(2, "key"), (4, "key"), (5, "key")], Keywords(result));
        Assert.Contains("line 1", result.Rejects.First[1].Errors[0].Message);
        Assert.Contains("line 3", result.Rejects.First[2].Errors[0].Message);
    }

    [Fact]
    public async Task Sensitive_values_are_not_shown()
    {
        var result = await ValidateAsync(
            "itemSchema: {properties: {iban: {type: string, maxLength: 3, x-sensitive: true}}}",
            "rows.csv",
            "iban,x\nDE8937040044,1\n"
        );
        Assert.DoesNotContain("DE89", JsonSerializer.Serialize(result.Rejects));
    }

    [Fact]
    public async Task Many_rejects_are_counted_and_the_first_ones_told()
    {
        var rows = string.Concat(Enumerable.Range(0, 5_000).Select(n => $"{n}\n"));
        var result = await ValidateAsync("itemSchema: {type: string}", "rows.jsonl", rows);
        Assert.Equal((5_000L, ImportLimits.ShownRejects), (result.Rejects.Count, result.Rejects.First.Count));
        Assert.Equal(5_000, Assert.Single(result.Rejects.ByRule).Value);
    }

    [Fact]
    public async Task The_inputs_of_the_definition_are_checked_with_their_payloads()
    {
        directory.Write("rows.csv", "a\n1\n");
        var path = directory.Write(
            "automation.yaml",
            "name: A\nbatchSchema: {required: [quarter]}\ninput: [{file: rows.csv, payload: {quarter: 1}}]\n"
        );
        Assert.Equal(1, (await ValidateAsync(path)).Rows);
        path = directory.Write("automation.yaml", "name: A\nbatchSchema: {required: [quarter]}\ninput: [rows.csv]\n");
        Assert.Contains(
            "payload",
            (await Assert.ThrowsAsync<InvalidInputException>(() => ValidateAsync(path))).Message
        );
        path = directory.Write(
            "automation.yaml",
            "name: A\nbatchSchema: {required: [quarter]}\ninput: [{file: rows.csv, payload: {}}]\n"
        );
        Assert.Contains(
            "quarter",
            (await Assert.ThrowsAsync<InvalidInputException>(() => ValidateAsync(path))).Message
        );
    }

    [Fact]
    public async Task Keywords_that_look_mistyped_are_warned_of()
    {
        var result = await ValidateAsync("itemSchema: {requried: [a]}", "rows.csv", "a\n1\n");
        Assert.Contains("required", Assert.Single(result.Warnings));
    }

    private static List<(int Line, string Keyword)> Keywords(ValidatedDefinition result) =>
        [.. result.Rejects.First.Select(row => ((int)row.Line, row.Errors[0].Keyword))];

    private Task<ValidatedDefinition> ValidateAsync(string definition, string name, string rows) =>
        ValidateAsync(directory.Write("automation.yaml", $"name: A\n{definition}\n"), directory.Write(name, rows));

    private static Task<ValidatedDefinition> ValidateAsync(string path, params string[] inputs) =>
        new ValidateDefinition(new AutomationFiles(), new InputFiles()).ExecuteAsync(
            path,
            inputs,
            [],
            progress: null,
            CancellationToken.None
        );
}

using System.Text;
using AutomationPlatform.Application;
using AutomationPlatform.Application.Definition;
using AutomationPlatform.Domain.Definition;
using AutomationPlatform.Infrastructure.Definition;
using CsCheck;
using Xunit;

namespace AutomationPlatform.UnitTests.Definition;

public sealed class InputFilesTests : IDisposable
{
    private static readonly Schema Typed = new(
        """
        {"$defs":{"id":{"type":"integer"}},
         "allOf":[{"properties":{"viaAllOf":{"type":"number"}}}],
         "properties":{"id":{"$ref":"#/$defs/id"},"ok":{"type":"boolean"},"maybe":{"type":["number","null"]},
                       "both":{"type":["string","number"]},"text":{"type":"string"},
                       "address":{"properties":{"number":{"type":"integer"}}}}}
        """
    );

    private readonly TemporaryDirectory directory = new();
    private readonly InputFiles files = new();

    public void Dispose() => directory.Dispose();

    [Fact]
    public async Task Csv_rows_become_objects_with_the_line_they_begin_on() =>
        Assert.Equal(
            [(2, """{"a":"1","b":"x, \"y\"\nz"}"""), (4, """{"a":"é","b":""}""")],
            await ReadAsync("rows.csv", "\uFEFFa,b\r\n1,\"x, \"\"y\"\"\nz\"\r\né,\r\n")
        );

    [Theory]
    [InlineData("id", "7", "{\"id\":7}")]
    [InlineData("id", "-0", "{\"id\":-0}")]
    [InlineData("id", "1.5e+3", "{\"id\":1.5e+3}")]
    [InlineData("id", "07", "{\"id\":\"07\"}")]
    [InlineData("id", "+7", "{\"id\":\"+7\"}")]
    [InlineData("id", " 7", "{\"id\":\" 7\"}")]
    [InlineData("id", "7.", "{\"id\":\"7.\"}")]
    [InlineData("id", "true", "{\"id\":\"true\"}")]
    [InlineData("id", "", "{}")]
    [InlineData("ok", "true", "{\"ok\":true}")]
    [InlineData("ok", "TRUE", "{\"ok\":\"TRUE\"}")]
    [InlineData("ok", "1", "{\"ok\":\"1\"}")]
    [InlineData("maybe", "", "{\"maybe\":null}")]
    [InlineData("maybe", "0.5", "{\"maybe\":0.5}")]
    [InlineData("both", "7", "{\"both\":\"7\"}")]
    [InlineData("text", "7", "{\"text\":\"7\"}")]
    [InlineData("text", "", "{\"text\":\"\"}")]
    [InlineData("unknown", "7", "{\"unknown\":\"7\"}")]
    [InlineData("viaAllOf", "7", "{\"viaAllOf\":7}")]
    public async Task A_cell_is_typed_by_its_property(string column, string cell, string json)
    {
        var rows = await ReadAsync("rows.csv", $"{column},other\n{cell},x\n", Typed);
        Assert.Equal(json, Assert.Single(rows).Json.Replace(",\"other\":\"x\"", "").Replace("\"other\":\"x\"", ""));
    }

    [Fact]
    public async Task Mapped_columns_go_to_their_places_typed_by_them()
    {
        var rows = await ReadAsync(
            "rows.csv",
            "name,no,first tag,second=tag\nAda,7,x,y\n",
            Typed,
            "no=/address/number",
            "first tag=/tags/0",
            "second=tag=/tags/1"
        );
        Assert.Equal("""{"name":"Ada","address":{"number":7},"tags":["x","y"]}""", Assert.Single(rows).Json);
    }

    [Theory]
    [InlineData("nme=/a", "'name'")]
    [InlineData("name=/zip", "another column")]
    public async Task A_mapping_that_cannot_be_is_refused(string map, string remedy)
    {
        var refusal = await Assert.ThrowsAsync<InvalidInputException>(() =>
            ReadAsync("rows.csv", "zip,name\n1,2\n", null, map)
        );
        Assert.Contains(remedy, refusal.Message);
    }

    [Fact]
    public async Task A_mapping_of_a_JSON_file_is_refused() =>
        await Assert.ThrowsAsync<InvalidInputException>(() => ReadAsync("rows.jsonl", "{}", null, "a=/b"));

    [Theory]
    [InlineData("rows.csv", "", "rows.csv: is empty")]
    [InlineData("rows.csv", "a,b\n", "rows.csv: has a header and no rows")]
    [InlineData("rows.csv", "a,a\n1,2\n", "rows.csv:1: the column 'a' stands twice")]
    [InlineData("rows.csv", "a,,c\n1,2,3\n", "rows.csv:1: column 2 has no name")]
    [InlineData("rows.csv", "a,b\n1,2\n\n3\n", "rows.csv:4: the row has 1 cells and the header 2")]
    [InlineData(
        "rows.csv",
        "a,b\n1,\"2\n3\n",
        "rows.csv:2: is not CSV by RFC 4180: a quoted field that is never closed"
    )]
    [InlineData("rows.csv", "a,b\n1,2\"3\n", "rows.csv:2: is not CSV by RFC 4180: a quote inside an unquoted field")]
    [InlineData("rows.jsonl", "\n \n", "rows.jsonl: has no rows")]
    [InlineData("rows.json", "", "rows.json:1: is empty")]
    [InlineData("rows.json", "[]", "rows.json:1: has no rows")]
    [InlineData("rows.json", "{}", "rows.json:1: is no JSON array")]
    [InlineData("rows.json", "[{},\n {\"a\":}]", "rows.json:2:7: is not JSON")]
    [InlineData("rows.json", "[{}", "rows.json:1:4: is not JSON")]
    [InlineData("rows.json", "[{}]\n]", "rows.json:2:1: is not JSON")]
    public async Task A_broken_file_is_refused_with_its_line(string name, string text, string message)
    {
        var refusal = await Assert.ThrowsAsync<InvalidInputException>(() => ReadAsync(name, text));
        Assert.StartsWith(Path.Combine(directory.Path, message), refusal.Message);
        Assert.DoesNotContain('\n', refusal.Message);
    }

    [Theory]
    [InlineData("rows.csv")]
    [InlineData("rows.jsonl")]
    [InlineData("rows.json")]
    public async Task Bytes_that_are_not_UTF_8_are_named_by_line_and_byte(string name)
    {
        var path = directory.Write(name, [.. "[\n\"é"u8, 0xE9, .. "\"]"u8]);
        var refusal = await Assert.ThrowsAsync<InvalidInputException>(() => ReadAsync(path, null));
        Assert.StartsWith($"{path}:2: byte 4 of the line is not UTF-8", refusal.Message);
    }

    [Fact]
    public async Task A_file_in_UTF_16_is_refused() =>
        await Assert.ThrowsAsync<InvalidInputException>(() =>
            ReadAsync(
                directory.Write(
                    "rows.csv",
                    Encoding.Unicode.GetPreamble().Concat(Encoding.Unicode.GetBytes("a\n1\n")).ToArray()
                ),
                null
            )
        );

    [Fact]
    public async Task Json_lines_keep_their_lines_and_spelling() =>
        Assert.Equal(
            [(1, """{"a": 1.0}"""), (3, "not json"), (4, "[2]")],
            await ReadAsync("rows.ndjson", "\uFEFF{\"a\": 1.0}\r\n\n  not json\n[2]")
        );

    [Fact]
    public async Task A_json_array_gives_its_elements() =>
        Assert.Equal(
            [(1, "{\"a\":\n[1,{}]}"), (3, "\"x\""), (4, "null")],
            await ReadAsync("rows.json", " [{\"a\":\n[1,{}]},\n\"x\",\nnull]\n")
        );

    [Theory]
    [InlineData(" [1]", "1")]
    [InlineData("{\"a\":1}", "{\"a\":1}")]
    [InlineData("a\n1\n", "{\"a\":\"1\"}")]
    public async Task Without_a_known_extension_the_content_tells_the_kind(string text, string json) =>
        Assert.Equal(json, Assert.Single(await ReadAsync("rows.txt", text)).Json);

    [Fact]
    public async Task A_missing_file_and_a_directory_are_told_apart()
    {
        await Assert.ThrowsAsync<NotFoundException>(() => ReadAsync(directory.Path + "/none.csv", null));
        await Assert.ThrowsAsync<InvalidInputException>(() => ReadAsync(directory.Path, null));
    }

    [Theory]
    [InlineData("rows.jsonl", "", "\n")]
    [InlineData("rows.json", "[", ",")]
    public async Task Rows_longer_than_the_buffer_are_read_whole(string name, string begin, string separator)
    {
        var sizes = new[] { 10, 300_000, 5, 131_072, 2_000_000, 1 };
        var rows = sizes.Select(size => $"\"{new string('é', size)}\"").ToArray();
        var text = begin + string.Join(separator, rows) + (begin.Length > 0 ? "]" : "");
        Assert.Equal(rows, (await ReadAsync(name, text)).Select(row => row.Json));
    }

    [Fact]
    public async Task A_record_beyond_the_limit_is_refused_with_its_line()
    {
        var text = "1\n\"" + new string('x', ImportLimits.RecordBytes + 300_000) + "\"";
        var refusal = await Assert.ThrowsAsync<InvalidInputException>(() => ReadAsync("rows.jsonl", text));
        Assert.Contains("rows.jsonl:2: a record is longer than", refusal.Message);
    }

    [Fact]
    public void Any_table_written_as_CSV_reads_back() =>
        Gen.Select(Gen.Int[1, 5], Gen.Int[1, 8])
            .SelectMany((columns, rows) => Gen.String[Gen.Char[" ,\"\r\n;xyé\t'"], 0, 6].Array[columns].Array[rows])
            .Sample(
                table =>
                {
                    var headers = table[0].Select((_, index) => $"c{index}").ToArray();
                    var csv = string.Concat(
                        table.Prepend(headers).Select(cells => string.Join(',', cells.Select(Quote)) + "\r\n")
                    );
                    var rows = ReadAsync("rows.csv", csv).GetAwaiter().GetResult();
                    var expected = table.Select(cells =>
                        headers.Zip(cells).ToDictionary(pair => pair.First, pair => pair.Second)
                    );
                    return rows.Select(row =>
                            System.Text.Json.JsonSerializer.Deserialize<Dictionary<string, string>>(row.Json)!
                        )
                        .SequenceEqual(expected, new SameMembers());
                },
                iter: 300,
                threads: 1
            );

    [Theory]
    [InlineData("companies.csv")]
    [InlineData("world-cities.csv")]
    public async Task Published_files_are_read_to_the_last_row(string name)
    {
        var path = SharedData.PathOf(name);
        var rows = await ReadAsync(path, null);
        Assert.Equal(SharedData.CountRecords(path) - 1, rows.Count);
        Assert.All(rows, row => Assert.StartsWith("{", row.Json));
    }

    private static string Quote(string cell) =>
        cell.Length == 0 || cell.AsSpan().IndexOfAny(",\"\r\n") >= 0 ? $"\"{cell.Replace("\"", "\"\"")}\"" : cell;

    private Task<List<(long Line, string Json)>> ReadAsync(
        string name,
        string text,
        Schema? schema = null,
        params string[] maps
    ) => ReadAsync(directory.Write(name, text), schema, maps);

    private async Task<List<(long Line, string Json)>> ReadAsync(string path, Schema? schema, params string[] maps)
    {
        using var hash = new InputHash();
        var shape = new RowShape(schema, [.. maps.Select(ColumnMapping.Parse)]);
        await using var rows = await files.OpenAsync(path, shape, hash, CancellationToken.None);
        var read = new List<(long, string)>();
        while (await rows.ReadAsync(CancellationToken.None))
            read.Add((rows.Current.Line, Encoding.UTF8.GetString(rows.Current.Json.Span)));
        Assert.Equal(
            Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(path))),
            hash.Value(rowsSkipped: false)
        );
        return read;
    }

    private sealed class SameMembers : IEqualityComparer<Dictionary<string, string>>
    {
        public bool Equals(Dictionary<string, string>? x, Dictionary<string, string>? y) =>
            x!.Count == y!.Count && x.All(pair => y.TryGetValue(pair.Key, out var value) && value == pair.Value);

        public int GetHashCode(Dictionary<string, string> obj) => obj.Count;
    }
}

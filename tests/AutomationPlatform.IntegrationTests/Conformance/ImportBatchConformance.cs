using AutomationPlatform.Application;
using AutomationPlatform.Application.Definition;
using AutomationPlatform.Domain;
using AutomationPlatform.Domain.Definition;
using AutomationPlatform.IntegrationTests.Databases;

namespace AutomationPlatform.IntegrationTests.Conformance;

/// <summary>Importing files from end to end, on every database.</summary>
public abstract class ImportBatchConformance(TestDatabase database)
{
    private static readonly CancellationToken Token = CancellationToken.None;

    [Fact]
    public async Task A_file_becomes_a_batch_of_its_name_typed_and_referenced()
    {
        using var stage = await FileStage.SetAsync(database);
        stage.Write("cities.csv", "id,name,ok\n7,Zürich,true\n8,\"Ou\nro\",\n");
        var result = await stage.ImportAsync("cities.csv");
        Assert.Equal(
            ("cities", 2L, 0L, 0L, false),
            (result.Batch, result.Rows, result.Rejected, result.LeftOut, result.Reused)
        );
        var items = await stage.ItemsAsync("cities");
        Assert.Equal(["7", "8"], items.Select(item => item.Reference));
        Assert.Equal(
            [Payload.Parse("""{"id":7,"name":"Zürich","ok":true}"""), Payload.Parse("""{"id":8,"name":"Ou\nro"}""")],
            items.Select(item => Payload.Parse(item.Payload!))
        );
    }

    [Fact]
    public async Task One_bad_row_leaves_nothing_and_is_told()
    {
        using var stage = await FileStage.SetAsync(database);
        stage.Write("rows.csv", "id,name\n1,a\nx,b\n3,c\ny,d\n");
        var refusal = await Assert.ThrowsAsync<RejectedRowsException>(() => stage.ImportAsync("rows.csv"));
        Assert.Equal(2, refusal.Report.Count);
        Assert.Contains("rows.csv:3: /id: ", refusal.Message);
        Assert.Empty(refusal.Report.Files);
        Assert.Equal(0, await stage.StoredBatchesAsync());
        Assert.False(File.Exists(stage.PathOf("rows.csv.rejected.jsonl")));
    }

    [Fact]
    public async Task Skipping_imports_the_others_keeps_their_numbers_and_writes_what_was_rejected()
    {
        using var stage = await FileStage.SetAsync(database);
        stage.Write("rows.csv", "id,name\n1,a\nx,b\n1,c\n4,d\n");
        var result = await stage.ImportAsync("rows.csv", request => request with { OnInvalid = OnInvalid.Skip });
        Assert.Equal((2L, 2L), (result.Rows, result.Rejected));
        Assert.Equal([0, 3], (await stage.ItemsAsync("rows")).Select(item => item.SequenceNumber));
        Assert.Equal([stage.PathOf("rows.csv.rejected.jsonl")], result.Rejects.Files);
        var lines = await File.ReadAllLinesAsync(stage.PathOf("rows.csv.rejected.jsonl"), Token);
        Assert.StartsWith("""{"line":3,"errors":[{"pointer":"/id","keyword":"type","message":""", lines[0]);
        Assert.EndsWith(""","row":{"id":"x","name":"b"}}""", lines[0]);
        Assert.StartsWith(
            """{"line":4,"errors":[{"pointer":"/id","keyword":"key","message":"repeats the key of line 2"}]""",
            lines[1]
        );
        Assert.Equal(2, lines.Length);
    }

    [Fact]
    public async Task When_every_row_is_rejected_nothing_is_imported_even_by_skipping()
    {
        using var stage = await FileStage.SetAsync(database);
        stage.Write("rows.csv", "id\nx\n");
        await Assert.ThrowsAsync<RejectedRowsException>(() =>
            stage.ImportAsync("rows.csv", request => request with { OnInvalid = OnInvalid.Skip })
        );
        Assert.Equal(0, await stage.StoredBatchesAsync());
    }

    [Fact]
    public async Task A_dry_run_checks_everything_and_writes_nothing()
    {
        using var stage = await FileStage.SetAsync(database);
        stage.Write("rows.csv", "id\n1\nx\n");
        var result = await stage.ImportAsync(
            "rows.csv",
            request => request with { OnInvalid = OnInvalid.Skip, DryRun = true }
        );
        Assert.Equal((null, 1L, 1L), (result.BatchId, result.Rows, result.Rejected));
        await Assert.ThrowsAsync<RejectedRowsException>(() =>
            stage.ImportAsync("rows.csv", request => request with { DryRun = true })
        );
        Assert.Equal(0, await stage.StoredBatchesAsync());
        Assert.False(File.Exists(stage.PathOf("rows.csv.rejected.jsonl")));
    }

    [Fact]
    public async Task Several_files_become_one_batch_numbered_on()
    {
        using var stage = await FileStage.SetAsync(database);
        stage.Write("a.csv", "id\n1\n2\n");
        stage.Write("b.jsonl", "{\"id\":3}\n");
        await Assert.ThrowsAsync<InvalidInputException>(() =>
            stage.ImportAsync("a.csv", request => request with { Files = [.. request.Files, stage.PathOf("b.jsonl")] })
        );
        await stage.ImportAsync(
            "a.csv",
            request => request with { Files = [.. request.Files, stage.PathOf("b.jsonl")], Batch = " Both " }
        );
        Assert.Equal(
            [(0, "1"), (1, "2"), (2, "3")],
            (await stage.ItemsAsync("Both")).Select(item => (item.SequenceNumber, item.Reference!))
        );
    }

    [Fact]
    public async Task Appending_leaves_out_the_keys_that_are_there()
    {
        using var stage = await FileStage.SetAsync(database);
        stage.Write("rows.csv", "id\n1\n2\n");
        await stage.ImportAsync("rows.csv");
        stage.Write("rows.csv", "id\n2\n3\n");
        var result = await stage.ImportAsync("rows.csv", request => request with { Append = true });
        Assert.Equal((1L, 1L), (result.Rows, result.LeftOut));
        Assert.Equal(
            [(0, "1"), (1, "2"), (3, "3")],
            (await stage.ItemsAsync("rows")).Select(item => (item.SequenceNumber, item.Reference!))
        );
        result = await stage.ImportAsync("rows.csv", request => request with { Append = true });
        Assert.Equal((0L, 2L), (result.Rows, result.LeftOut));
    }

    [Fact]
    public async Task The_same_content_is_used_again_and_other_content_refused()
    {
        using var stage = await FileStage.SetAsync(database);
        stage.Write("rows.csv", "id\n1\n2\n");
        var first = await stage.ImportAsync("rows.csv", Again);
        var second = await stage.ImportAsync("rows.csv", Again);
        Assert.Equal((first.BatchId, 2L, true), (second.BatchId, second.Rows, second.Reused));
        await Assert.ThrowsAsync<ConflictException>(() => stage.ImportAsync("rows.csv"));
        await Assert.ThrowsAsync<ConflictException>(() =>
            stage.ImportAsync("rows.csv", request => Again(request) with { Payload = Payload.Parse("1") })
        );
        await Assert.ThrowsAsync<ConflictException>(() =>
            stage.ImportAsync(
                "rows.csv",
                request => Again(request) with { Mappings = [ColumnMapping.Parse("id=/x/id")] }
            )
        );
        stage.Write("rows.csv", "id\n1\n3\n");
        var refusal = await Assert.ThrowsAsync<ConflictException>(() => stage.ImportAsync("rows.csv", Again));
        Assert.Contains("--batch", refusal.Message);
        Assert.Contains("import --append", refusal.Message);
    }

    [Fact]
    public async Task A_batch_with_rows_left_out_is_used_again_only_by_skipping_again()
    {
        using var stage = await FileStage.SetAsync(database);
        stage.Write("rows.csv", "id\n1\nx\n");
        ImportRequest Skip(ImportRequest request) => Again(request) with { OnInvalid = OnInvalid.Skip };
        var first = await stage.ImportAsync("rows.csv", Skip);
        Assert.Equal(first.BatchId, (await stage.ImportAsync("rows.csv", Skip)).BatchId);
        await Assert.ThrowsAsync<ConflictException>(() => stage.ImportAsync("rows.csv", Again));
    }

    [Fact]
    public async Task Another_time_out_does_not_import_again_but_another_schema_is_refused()
    {
        using var stage = await FileStage.SetAsync(database);
        stage.Write("rows.csv", "id\n1\n");
        var first = await stage.ImportAsync("rows.csv", Again);
        await stage.ApplyAsync(definition =>
            definition with
            {
                Settings = definition.Settings with { Timeout = TimeSpan.FromSeconds(9) },
            }
        );
        Assert.Equal(first.BatchId, (await stage.ImportAsync("rows.csv", Again)).BatchId);
        await stage.ApplyAsync(definition => definition with { ItemSchema = new Schema("""{"type":"object"}""") });
        var refusal = await Assert.ThrowsAsync<ConflictException>(() => stage.ImportAsync("rows.csv", Again));
        Assert.Contains("schemas", refusal.Message);
    }

    [Fact]
    public async Task A_batch_payload_must_be_there_and_right_where_a_schema_asks_for_it()
    {
        using var stage = await FileStage.SetAsync(database);
        stage.Write("rows.csv", "id\n1\n");
        await stage.ApplyAsync(definition =>
            definition with
            {
                BatchSchema = new Schema("""{"required":["quarter"]}"""),
            }
        );
        await Assert.ThrowsAsync<InvalidInputException>(() => stage.ImportAsync("rows.csv"));
        await Assert.ThrowsAsync<InvalidInputException>(() =>
            stage.ImportAsync("rows.csv", request => request with { Payload = Payload.Parse("{}") })
        );
        await stage.ImportAsync("rows.csv", request => request with { Payload = Payload.Parse("""{"quarter":1}""") });
        await Assert.ThrowsAsync<InvalidInputException>(() =>
            stage.ImportAsync(
                "rows.csv",
                request => request with { Append = true, Payload = Payload.Parse("""{"quarter":1}""") }
            )
        );
    }

    [Theory]
    [InlineData("")]
    [InlineData("id\n1\n\"2\n")]
    public async Task A_broken_file_leaves_nothing(string text)
    {
        using var stage = await FileStage.SetAsync(database);
        stage.Write("rows.csv", text);
        await Assert.ThrowsAsync<InvalidInputException>(() => stage.ImportAsync("rows.csv"));
        await Assert.ThrowsAsync<NotFoundException>(() => stage.ImportAsync("none.csv"));
        Assert.Equal(0, await stage.StoredBatchesAsync());
    }

    [Fact]
    public async Task A_cancelled_import_leaves_nothing()
    {
        using var stage = await FileStage.SetAsync(database);
        stage.Write(
            "rows.jsonl",
            string.Concat(Enumerable.Range(1, 2 * ImportLimits.SliceRows).Select(id => $$"""{"id":{{id}}}""" + "\n"))
        );
        using var stop = new CancellationTokenSource();
        var progress = new Told<ImportProgress>(_ => stop.Cancel());
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            stage.ImportAsync("rows.jsonl", progress: progress, token: stop.Token)
        );
        Assert.Equal(0, await stage.StoredBatchesAsync());
    }

    [Fact]
    public async Task Progress_ends_with_all_rows_and_all_bytes()
    {
        using var stage = await FileStage.SetAsync(database);
        stage.Write("rows.csv", "id\n1\n2\n3\n");
        ImportProgress? last = null;
        await stage.ImportAsync("rows.csv", progress: new Told<ImportProgress>(told => last = told));
        Assert.Equal(new ImportProgress(stage.PathOf("rows.csv"), 3, 0, 9, 9), last);
    }

    private static ImportRequest Again(ImportRequest request) => request with { Reuse = true };

    private sealed class Told<T>(Action<T> action) : IProgress<T>
    {
        public void Report(T value) => action(value);
    }
}

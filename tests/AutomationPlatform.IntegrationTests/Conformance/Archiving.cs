using System.Data.Common;
using AutomationPlatform.Application;
using AutomationPlatform.Application.Audit;
using AutomationPlatform.Application.Database;
using AutomationPlatform.Application.Execution;
using AutomationPlatform.Application.Privacy;
using AutomationPlatform.Application.Retention;
using AutomationPlatform.Domain;
using AutomationPlatform.Domain.Definition;
using AutomationPlatform.Domain.Execution;
using AutomationPlatform.IntegrationTests.Databases;
using Microsoft.Extensions.DependencyInjection;

namespace AutomationPlatform.IntegrationTests.Conformance;

/// <summary>How runs leave for files, on every database.</summary>
public abstract class Archiving(TestDatabase database) : IDisposable
{
    private static readonly CancellationToken Token = CancellationToken.None;

    private static readonly string[] Tables =
    [
        "run WHERE id",
        "batch_execution WHERE run_id",
        "item_execution WHERE run_id",
        "item_count WHERE run_id",
        "handler_log WHERE run_id",
        "item_failure WHERE run_id",
        "run_seal_segment WHERE run_id",
    ];

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("apc-archive-");

    [Fact]
    public async Task A_sealed_run_leaves_for_a_file_that_proves_it_and_only_its_seal_stays()
    {
        await using var stage = await SealedAsync(items: 3);
        var kept = stage.Run;
        await EndAsync(stage, await stage.CreateRunAsync(maxAttempts: 1));
        await SealAsync(stage);
        await stage.ExecuteAsync($"UPDATE run SET finished_at = '2099-01-01T00:00:00.000000Z' WHERE id = '{kept}'");
        var histories = await HistoriesAsync(stage);

        var report = await ArchiveAsync(stage);

        var archived = Assert.Single(report.Archived);
        Assert.Equal((stage.Run, 3L, 6L), (archived.Run, archived.Items, archived.HistoryRows));
        foreach (var table in Tables)
            Assert.Equal("0", await stage.ScalarAsync($"SELECT count(*) FROM {table} = @run"));
        Assert.Equal((6, 12), (await HistoriesAsync(stage), histories));
        Assert.Equal("1", await stage.ScalarAsync("SELECT count(*) FROM run_seal WHERE run_id = @run"));
        Assert.Equal(
            "1",
            await stage.ScalarAsync(
                "SELECT count(*) FROM archive WHERE run_id = @run AND archived_by = 'someone' AND removed_at IS NOT NULL"
            )
        );
        Assert.Equal(
            "1",
            await stage.ScalarAsync(
                $"SELECT count(*) FROM audit_entry WHERE action = 'run.archive' AND entity_id = '{stage.Run}'"
            )
        );
        await using var file = File.OpenRead(Path.Combine(folder.FullName, archived.FileName));
        Assert.Empty((await VerifyAudit.VerifyFileAsync(file, progress: null, Token)).Findings);
        Assert.Equal(archived.Sha256, (await database.Get<IArchiveReader>().FindAsync($"{stage.Run}", Token))?.Sha256);
        Assert.Equal("1", await stage.ScalarAsync($"SELECT count(*) FROM run WHERE id = '{kept}'"));
        Assert.Equal([archived.FileName], folder.GetFiles().Select(each => each.Name));
    }

    [Fact]
    public async Task What_is_not_finished_not_sealed_or_too_young_stays()
    {
        await using var stage = await SealedAsync(items: 1);
        var sealedRun = stage.Run;
        await EndAsync(stage, await stage.CreateRunAsync(maxAttempts: 1));
        await stage.CreateRunAsync();
        var store = database.Get<ArchiveRuns>();

        var plan = await store.PlanAsync(Order(stage), Token);
        Assert.Equal([sealedRun], plan.Runs.SelectMany(chain => chain).Select(run => run.Run));
        Assert.Equal((1, 0), (plan.Unsealed, plan.Chained));
        var young = Order(stage) with { FinishedBefore = TestDatabase.Start };
        Assert.Empty((await store.PlanAsync(young, Token)).Runs);
        var others = Order(stage) with { Automation = new AutomationId(Guid.CreateVersion7()) };
        Assert.Empty((await store.ExecuteAsync(others, folder.FullName, progress: null, Token)).Archived);
        Assert.Equal(
            "3",
            await stage.ScalarAsync($"SELECT count(*) FROM run WHERE automation_id = '{stage.Automation}'")
        );
    }

    [Fact]
    public async Task Runs_that_restart_one_another_leave_together_or_not_at_all()
    {
        await using var stage = await ExecutionStage.StartAsync(database, items: 1, maxAttempts: 1);
        var first = stage.Run;
        await EndAsync(stage, first, fails: true);
        await SealAsync(stage);
        var restart = new NewRun(new(stage.Automation), 1, [new BatchId(stage.Batches[0].Id)], 1, "starter")
        {
            Restart = new RunRestart(first, RestartScope.Failed),
        };
        var second = await stage.Control.CreateRunAsync(restart, progress: null, Token);
        stage.Take(second);

        Assert.Equal(1, (await ArchiveAsync(stage)).Chained);
        Assert.Equal("1", await stage.ScalarAsync($"SELECT count(*) FROM run WHERE id = '{first}'"));

        await EndAsync(stage, second);
        await SealAsync(stage);
        Assert.Equal([first, second], (await ArchiveAsync(stage)).Archived.Select(run => run.Run));
        Assert.Equal(
            "0",
            await stage.ScalarAsync($"SELECT count(*) FROM run WHERE automation_id = '{stage.Automation}'")
        );
    }

    [Fact]
    public async Task After_a_crash_while_rows_were_removed_the_next_call_goes_on_where_the_file_is()
    {
        await using var stage = await SealedAsync(items: 2);
        var crashing = new ArchiveRuns(
            database.Get<IArchiveReader>(),
            new CrashingStore(database.Get<IArchiveStore>()),
            database.Get<RunExport>(),
            database.Get<IArchiveFolders>()
        );
        await Assert.ThrowsAsync<CrashException>(() =>
            crashing.ExecuteAsync(Order(stage), folder.FullName, progress: null, Token)
        );
        // It is in its file by now: nobody sees it, nobody opens it again.
        await Assert.ThrowsAsync<NotFoundException>(() => database.Get<IRunReader>().GetAsync(stage.Run, Token));
        await Assert.ThrowsAsync<NotFoundException>(() =>
            stage.Control.RetryAsync(stage.Run, [], "again", "someone", Token)
        );
        Assert.Equal("1", await stage.ScalarAsync("SELECT count(*) FROM run WHERE id = @run"));

        var change = await Assert.ThrowsAnyAsync<DbException>(() =>
            stage.ExecuteAsync("UPDATE run SET status = 'RETRYING', finished_at = NULL WHERE id = @run")
        );
        Assert.Contains("archived", change.Message, StringComparison.Ordinal);
        var finding = Assert.Single(
            await database.Get<IDatabase>().ExamineAsync(repair: true, progress: null, Token),
            found => found.Subject == $"run {stage.Run}"
        );
        Assert.Equal("archive-left", finding.Check);
        var other = Directory.CreateTempSubdirectory("apc-archive-");
        var refusal = await Assert.ThrowsAsync<ConflictException>(() =>
            database.Get<ArchiveRuns>().ExecuteAsync(Order(stage), other.FullName, progress: null, Token)
        );
        other.Delete();
        Assert.Contains($"run-{stage.Run}.jsonl", refusal.Message, StringComparison.Ordinal);
        Assert.Empty((await ArchiveAsync(stage)).Archived);
        foreach (var table in Tables)
            Assert.Equal("0", await stage.ScalarAsync($"SELECT count(*) FROM {table} = @run"));
    }

    [Fact]
    public async Task A_file_that_cannot_be_proven_is_not_kept_and_the_run_stays()
    {
        await using var stage = await SealedAsync(items: 2);
        await stage.ExecuteAsync(
            "UPDATE item_execution SET error_message = 'never said' WHERE id = "
                + "(SELECT id FROM item_execution WHERE run_id = @run ORDER BY id LIMIT 1)"
        );
        var refusal = await Assert.ThrowsAsync<ConflictException>(() => ArchiveAsync(stage));
        Assert.Contains("cannot be proven", refusal.Message, StringComparison.Ordinal);
        Assert.Empty(folder.GetFiles());
        Assert.Equal("0", await stage.ScalarAsync("SELECT count(*) FROM archive WHERE run_id = @run"));
        Assert.Equal("2", await stage.ScalarAsync("SELECT count(*) FROM item_execution WHERE run_id = @run"));
    }

    [Fact]
    public async Task A_value_erased_while_the_file_was_written_keeps_the_run_until_the_next_call()
    {
        await using var stage = await SealedAsync(items: 1);
        var store = database.Get<IArchiveStore>();
        var before = await store.CountRedactionsAsync(stage.Run, Token);
        var item = new ItemId(stage.Batches[0].Items[0]);
        await database.Get<IRedaction>().RedactItemAsync(item, "request", "someone", Token);
        var version = int.Parse((await stage.ScalarAsync("SELECT version FROM run WHERE id = @run"))!);
        var archived = new ArchivedRun(stage.Run, version, "run.jsonl", new byte[32], 1, 1, 2);

        Assert.False(await store.AddAsync(archived, before, "someone", Token));
        Assert.False(await store.AddAsync(archived with { RunVersion = version + 1 }, before + 1, "someone", Token));

        Assert.Equal("0", await stage.ScalarAsync("SELECT count(*) FROM archive WHERE run_id = @run"));
        var left = Assert.Single((await ArchiveAsync(stage)).Archived);
        var text = await File.ReadAllTextAsync(Path.Combine(folder.FullName, left.FileName), Token);
        Assert.DoesNotContain("Zürich", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_redacted_is_verified_as_erased_and_erasing_tells_which_files_may_hold_it()
    {
        await using var stage = await SealedAsync(items: 2);
        await database.Get<IRedaction>().RedactItemAsync(new(stage.Batches[0].Items[0]), "request", "someone", Token);
        var verified = await database
            .Get<VerifyAudit>()
            .ExecuteAsync(new VerifyOrder(stage.Run, Expected: null, "someone"), progress: null, Token);
        Assert.Empty(verified.Findings);

        var left = Assert.Single((await ArchiveAsync(stage)).Archived);

        var erasure = await database
            .Get<IRedaction>()
            .RedactItemAsync(new(stage.Batches[0].Items[1]), "request", "someone", Token);
        Assert.Equal([left.FileName], erasure.Archives);
    }

    [Theory]
    [InlineData("DELETE FROM item_state_history")]
    [InlineData("UPDATE item_state_history SET reason = 'other'")]
    [InlineData("UPDATE archive SET file_name = 'other'")]
    [InlineData("UPDATE archive SET removed_at = NULL")]
    [InlineData("DELETE FROM archive")]
    [InlineData("DELETE FROM archive_batch")]
    [InlineData("UPDATE archive_batch SET run_id = batch_id")]
    public async Task What_left_opens_no_door_for_what_stays(string statement)
    {
        await using var stage = await SealedAsync(items: 1);
        await ArchiveAsync(stage);
        await EndAsync(stage, await stage.CreateRunAsync(maxAttempts: 1));
        var refusal = await Assert.ThrowsAnyAsync<DbException>(() => database.ExecuteAsync(statement));
        Assert.Contains("append-only", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_vouches_for_a_run_that_is_not_sealed_as_it_stands()
    {
        await using var stage = await ExecutionStage.StartAsync(database, items: 1, maxAttempts: 1);
        await EndAsync(stage, stage.Run);
        var hash =
            database.Kind == Infrastructure.Database.DatabaseKind.PostgreSql
                ? "decode(repeat('00', 32), 'hex')"
                : "zeroblob(32)";
        var refusal = await Assert.ThrowsAnyAsync<DbException>(() =>
            stage.ExecuteAsync(
                "INSERT INTO archive (run_id, automation_id, run_version, file_name, sha256, bytes, items, history_rows, "
                    + $"archived_at, archived_by) SELECT id, automation_id, version, 'f', {hash}, 1, 1, 2, created_at, 'me' "
                    + "FROM run WHERE id = @run"
            )
        );
        Assert.Contains("not sealed", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_batch_can_be_deleted_once_its_runs_left()
    {
        await using var stage = await SealedAsync(items: 1);
        var batch = new BatchId(stage.Batches[0].Id);
        await Assert.ThrowsAsync<ReferencedEntityException>(() =>
            database.DoAsync(uow => uow.Batches.DeleteAsync(batch, soft: false))
        );
        await ArchiveAsync(stage);
        await database.DoAsync(uow => uow.Batches.DeleteAsync(batch, soft: false));
    }

    public void Dispose()
    {
        folder.Delete(recursive: true);
        GC.SuppressFinalize(this);
    }

    private Task<ArchiveReport> ArchiveAsync(ExecutionStage stage) =>
        database.Get<ArchiveRuns>().ExecuteAsync(Order(stage), folder.FullName, progress: null, Token);

    private static ArchiveOrder Order(ExecutionStage stage) =>
        new(stage.Clock.GetUtcNow().AddDays(1), new AutomationId(stage.Automation), "someone");

    private async Task<int> HistoriesAsync(ExecutionStage stage) =>
        int.Parse(
            (
                await stage.ScalarAsync(
                    "SELECT count(*) FROM item_state_history h JOIN item_execution e ON e.id = h.item_execution_id "
                        + $"JOIN run r ON r.id = e.run_id WHERE r.automation_id = '{stage.Automation}'"
                )
            )!
        );

    private async Task<ExecutionStage> SealedAsync(int items)
    {
        var stage = await ExecutionStage.StartAsync(database, items, maxAttempts: 1);
        await EndAsync(stage, stage.Run);
        await SealAsync(stage);
        return stage;
    }

    private static async Task EndAsync(ExecutionStage stage, RunId run, bool fails = false)
    {
        stage.Take(run);
        var worker = await stage.JoinAsync();
        var claim = await stage.ClaimAsync(worker);
        await stage.AnswerAsync(
            worker,
            claim,
            [.. claim.Items.Select(item => fails ? ExecutionStage.Failed(item) : ExecutionStage.Completed(item))]
        );
        Assert.NotNull(await stage.EndIfDoneAsync());
    }

    private async Task SealAsync(ExecutionStage stage) =>
        Assert.True(await database.Get<RunSealer>().SealNextAsync(stage.Run, "sealer", progress: null, Token));

    /// <summary>A process that ends when it is to remove the first rows.</summary>
    private sealed class CrashingStore(IArchiveStore store) : IArchiveStore
    {
        public Task<long> CountRedactionsAsync(RunId run, CancellationToken cancellationToken) =>
            store.CountRedactionsAsync(run, cancellationToken);

        public Task<bool> AddAsync(
            ArchivedRun archived,
            long redactions,
            string actor,
            CancellationToken cancellationToken
        ) => store.AddAsync(archived, redactions, actor, cancellationToken);

        public Task<ArchiveRemoval> RemoveSliceAsync(RunId run, CancellationToken cancellationToken) =>
            throw new CrashException();
    }

    private sealed class CrashException : Exception;
}

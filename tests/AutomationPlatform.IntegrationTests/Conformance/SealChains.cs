using AutomationPlatform.Application;
using AutomationPlatform.Application.Audit;
using AutomationPlatform.IntegrationTests.Databases;
using Xunit;

namespace AutomationPlatform.IntegrationTests.Conformance;

/// <summary>What is cut off or made anew in the chain of seals is found; and what only a head that was kept finds. Each test
/// has a database of its own, since a broken chain stays broken.</summary>
public abstract class SealChains<TDatabase> : IAsyncLifetime
    where TDatabase : TestDatabase, new()
{
    private const string CutSeal = "DELETE FROM run_seal WHERE position = (SELECT max(position) FROM run_seal)";

    private readonly TDatabase database = new();

    public ValueTask InitializeAsync() => database.InitializeAsync();

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return database.DisposeAsync();
    }

    [Fact]
    public async Task Everything_is_verified_without_a_run_named()
    {
        await using var first = await AuditStage.SealedAsync(database);
        await using var second = await AuditStage.SealedAsync(database);
        await using var open = await AuditStage.SealedAsync(database);
        await open.RetryAsync();
        await using var waiting = await AuditStage.EndedAsync(database);

        var report = await first.VerifyAsync(run: null, expected: null);

        Assert.Empty(report.Findings);
        Assert.Equal((3, 24), (report.Seals, report.Items));
        Assert.Equal(
            [(AuditedState.Sealed, 2L), (AuditedState.OpenAgain, 1), (AuditedState.Unsealed, 1)],
            report.Runs.OrderBy(state => state.Key).Select(state => (state.Key, state.Value))
        );
        Assert.Equal(3, report.Head.Seal!.Position);
        Assert.Equal(1L, await database.ScalarAsync("SELECT count(*) FROM audit_entry WHERE action = 'audit.verify'"));
    }

    [Fact]
    public async Task The_newest_seal_cannot_be_cut_off_unseen()
    {
        await using var first = await AuditStage.SealedAsync(database);
        await using var second = await AuditStage.SealedAsync(database);
        await second.TamperAsync(CutSeal);

        foreach (var run in (AutomationPlatform.Domain.Execution.RunId?[])[null, second.Run])
        {
            var findings = (await first.VerifyAsync(run, expected: null)).Findings;
            Assert.Contains(
                findings,
                finding => finding.ToString().Contains($"of run {second.Run}", StringComparison.Ordinal)
            );
            Assert.Contains(findings, finding => finding.Problem.Contains("audit entry", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task A_seal_in_the_middle_cannot_be_cut_out_unseen()
    {
        await using var first = await AuditStage.SealedAsync(database);
        await using var second = await AuditStage.SealedAsync(database);
        await using var third = await AuditStage.SealedAsync(database);
        await first.TamperAsync("DELETE FROM run_seal WHERE position = 2");

        var findings = (await first.VerifyAsync(third.Run, expected: null)).Findings;

        Assert.Equal(("run_seal", "at position 2"), (findings[0].Table, findings[0].Subject));
    }

    [Fact]
    public async Task Seal_and_entry_cut_off_together_are_found_by_the_head_alone_that_was_kept()
    {
        await using var first = await AuditStage.SealedAsync(database);
        await using var second = await AuditStage.SealedAsync(database);
        var head = (await first.VerifyAsync()).Head.ToString();
        await second.TamperAsync(CutSeal);
        await second.TamperAsync($"DELETE FROM audit_entry WHERE entity_id = '{second.Run}'");
        await second.TamperAsync($"DELETE FROM audit_pending WHERE entry_id NOT IN (SELECT id FROM audit_entry)");

        Assert.Empty((await first.VerifyAsync()).Findings);
        var finding = Assert.Single((await first.VerifyAsync(first.Run, head)).Findings);
        Assert.Contains("position 2", finding.Subject, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("body = replace(body, 'FAILED', 'COMPLETED')", "body")]
    [InlineData("hash = (SELECT payload_hash FROM item LIMIT 1)", "body")]
    [InlineData("created_at = (SELECT created_at FROM run LIMIT 1)", "created_at")]
    [InlineData("number = 7", "number")]
    [InlineData("run_version = 1", "run_version")]
    [InlineData("run_id = (SELECT id FROM automation LIMIT 1)", null)]
    public async Task A_changed_seal_is_found(string change, string? column)
    {
        await using var first = await AuditStage.SealedAsync(database);
        await using var second = await AuditStage.SealedAsync(database);
        await second.TamperAsync($"UPDATE run_seal SET {change} WHERE position = 2");

        var findings = (await first.VerifyAsync(run: null, expected: null)).Findings;

        Assert.NotEmpty(findings);
        if (column is not null)
            Assert.Contains(findings, finding => (finding.Table, finding.Column) == ("run_seal", column));
    }

    [Fact]
    public async Task A_seal_without_its_entry_is_found()
    {
        await using var stage = await AuditStage.SealedAsync(database);
        await stage.TamperAsync("DELETE FROM audit_entry WHERE action = 'run.seal'");
        var finding = Assert.Single((await stage.VerifyAsync()).Findings);
        Assert.Contains("no entry in the log", finding.Problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("UPDATE audit_entry SET actor = 'nobody' WHERE action = 'run.seal'", "audit_entry")]
    [InlineData("UPDATE audit_entry SET reason = 'none' WHERE action = 'run.seal'", "audit_entry")]
    [InlineData("UPDATE audit_entry SET changes = '{}' WHERE action = 'run.seal'", "audit_entry")]
    [InlineData(
        "UPDATE audit_link SET hash = (SELECT payload_hash FROM item LIMIT 1) WHERE position = 1",
        "audit_entry"
    )]
    [InlineData("DELETE FROM audit_link WHERE position = 1", "audit_link")]
    [InlineData("DELETE FROM audit_link WHERE position = (SELECT max(position) FROM audit_link)", "audit_entry")]
    [InlineData("DELETE FROM audit_entry WHERE action = 'run.seal'", "audit_entry")]
    public async Task A_changed_log_is_found(string change, string table)
    {
        await using var stage = await AuditStage.SealedAsync(database);
        await stage.VerifyAsync();
        await stage.LinkAsync();
        Assert.Empty((await stage.VerifyAsync(run: null, expected: null)).Findings);
        await stage.TamperAsync(change);

        var findings = (await stage.VerifyAsync(run: null, expected: null)).Findings;

        Assert.Contains(findings, finding => finding.Table == table);
    }

    [Fact]
    public async Task A_log_cut_off_at_its_end_is_found_by_the_head_that_was_kept()
    {
        await using var stage = await AuditStage.SealedAsync(database);
        await stage.LinkAsync();
        var head = (await stage.VerifyAsync(run: null, expected: null)).Head.ToString();
        await stage.TamperAsync("DELETE FROM audit_link");
        await stage.TamperAsync("DELETE FROM audit_pending");
        await stage.TamperAsync("DELETE FROM audit_entry");

        var findings = (await stage.VerifyAsync(run: null, head)).Findings;

        Assert.Contains(findings, finding => finding.Table == "audit_link");
    }

    [Fact]
    public async Task A_run_that_seals_name_and_that_is_gone_is_found()
    {
        await using var first = await AuditStage.SealedAsync(database);
        await using var second = await AuditStage.SealedAsync(database);
        foreach (var table in (string[])["item_execution", "batch_execution"])
            await second.TamperAsync($"DELETE FROM {table} WHERE run_id = '{second.Run}'");
        await second.TamperAsync($"DELETE FROM run WHERE id = '{second.Run}'");

        var finding = Assert.Single((await first.VerifyAsync(run: null, expected: null)).Findings);

        Assert.Equal(("run", second.Run.ToString()), (finding.Table, finding.Subject));
    }

    [Fact]
    public async Task A_run_that_ended_and_neither_is_sealed_nor_waits_for_it_is_found()
    {
        await using var stage = await AuditStage.EndedAsync(database);
        await stage.TamperAsync("DELETE FROM unsealed_run");
        var finding = Assert.Single((await stage.VerifyAsync()).Findings);
        Assert.Equal("run_seal", finding.Table);
    }

    [Fact]
    public async Task A_seal_is_signed_by_the_key_and_a_signature_of_another_is_found()
    {
        var (key, other) = (AuditSigner.Create(), AuditSigner.Create());
        using var file = new KeyFile(key.Pem);
        await using var stage = await AuditStage.EndedAsync(database, file.Reference);
        Assert.True(await stage.SealAsync());
        var report = await stage.VerifyAsync();
        Assert.Empty(report.Findings);
        Assert.Equal(1, report.Signed);
        var seal = Assert.Single(await stage.Reader.ListSealsAsync(stage.Run, CancellationToken.None));
        Assert.Equal(key.Key.Id, seal.KeyId);

        await stage.TamperAsync($"UPDATE audit_key SET public_key = {Bytes(other.Key.Bytes)}");
        Assert.Equal("audit_key", Assert.Single((await stage.VerifyAsync()).Findings).Table);
        await stage.TamperAsync($"UPDATE audit_key SET public_key = {Bytes(key.Key.Bytes)}");
        await stage.TamperAsync($"UPDATE run_seal SET signature = {Bytes([.. seal.Signature!.Reverse()])}");
        Assert.Equal("signature", Assert.Single((await stage.VerifyAsync()).Findings).Column);
    }

    [Fact]
    public async Task Where_signatures_are_required_only_holders_of_a_key_seal()
    {
        using var file = new KeyFile(AuditSigner.Create().Pem);
        await using var without = await AuditStage.EndedAsync(database);
        await without.Store.SetAsync(AuditDefaults.RequireSignatures, "true", "admin", CancellationToken.None);

        Assert.False(await without.SealAsync());
        await using var holder = await AuditStage.EndedAsync(database, file.Reference);
        Assert.True(await holder.Sealer.SealNextAsync(without.Run, "holder", progress: null, CancellationToken.None));
        Assert.Empty((await without.VerifyAsync()).Findings);

        await without.TamperAsync("UPDATE run_seal SET signature = NULL, key_id = NULL");
        Assert.Equal("signature", Assert.Single((await without.VerifyAsync()).Findings).Column);
    }

    [Fact]
    public async Task A_key_that_is_none_is_refused_and_not_repeated()
    {
        using var file = new KeyFile("-----BEGIN SECRET----- very secret");
        await using var stage = await AuditStage.EndedAsync(database, file.Reference);
        var error = await Assert.ThrowsAsync<InvalidInputException>(stage.SealAsync);
        Assert.Contains(file.Reference, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("very secret", error.Message, StringComparison.Ordinal);
    }

    private string Bytes(byte[] bytes) =>
        database.Kind == AutomationPlatform.Infrastructure.Database.DatabaseKind.Sqlite
            ? $"x'{Convert.ToHexString(bytes)}'"
            : $"decode('{Convert.ToHexString(bytes)}', 'hex')";

    private sealed class KeyFile : IDisposable
    {
        private readonly string path = Path.GetTempFileName();

        internal KeyFile(string content) => File.WriteAllText(path, content);

        internal string Reference => $"file:{path}";

        public void Dispose() => File.Delete(path);
    }
}

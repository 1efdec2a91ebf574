using System.Text;
using System.Text.Json;
using AutomationPlatform.Application;
using AutomationPlatform.Application.Audit;
using AutomationPlatform.Application.Execution;
using AutomationPlatform.Domain.Execution;
using AutomationPlatform.IntegrationTests.Databases;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace AutomationPlatform.IntegrationTests.Conformance;

/// <summary>Runs that end are sealed once, whoever seals and whatever happens meanwhile; and the seals form a chain.</summary>
public abstract class RunSealing(TestDatabase database)
{
    private static readonly CancellationToken Token = CancellationToken.None;

    [Fact]
    public async Task A_worker_seals_what_it_brought_to_an_end()
    {
        await using var stage = await ServingStage.SetAsync(
            database,
            new AutomationPlatform.Domain.Definition.AutomationSettings(),
            items: 3,
            _ => Task.FromResult<object?>(null)
        );
        var run = await stage.StartAsync();
        await stage.WorkAsync(run);

        Assert.Equal(0L, await database.ScalarAsync($"SELECT count(*) FROM unsealed_run WHERE run_id = '{run}'"));
        Assert.Equal(1L, await database.ScalarAsync($"SELECT count(*) FROM run_seal WHERE run_id = '{run}'"));
        Assert.Equal(
            1L,
            await database.ScalarAsync(
                $"SELECT count(*) FROM audit_entry WHERE action = 'run.seal' AND entity_id = '{run}'"
            )
        );
    }

    [Fact]
    public async Task A_run_that_has_ended_and_waits_for_its_seal_says_so()
    {
        await using var stage = await AuditStage.EndedAsync(database);

        var report = await stage.VerifyAsync();

        Assert.Empty(report.Findings);
        Assert.Equal([AuditedState.Unsealed], report.Runs.Keys);
    }

    [Fact]
    public async Task A_run_that_is_open_again_is_verified_by_its_histories_and_gets_a_further_seal_at_its_next_end()
    {
        await using var stage = await AuditStage.SealedAsync(database);
        await stage.RetryAsync();
        var open = await stage.VerifyAsync();
        Assert.Empty(open.Findings);
        Assert.Equal([AuditedState.OpenAgain], open.Runs.Keys);

        await stage.WorkAsync();
        Assert.True(await stage.SealAsync());

        var whole = await stage.VerifyAsync();
        Assert.Empty(whole.Findings);
        Assert.Equal([AuditedState.Sealed], whole.Runs.Keys);
        var seals = await stage.Reader.ListSealsAsync(stage.Run, Token);
        Assert.Equal([1, 2], seals.Select(seal => seal.Number));
        using var body = JsonDocument.Parse(seals[1].Body);
        Assert.Equal(
            Convert.ToHexStringLower(seals[0].Hash),
            body.RootElement.GetProperty("previousOfRun").GetString()
        );
        Assert.Equal(6, body.RootElement.GetProperty("items").GetInt64());
    }

    [Fact]
    public async Task What_is_changed_in_a_run_that_is_open_again_is_found_in_its_history()
    {
        await using var stage = await AuditStage.SealedAsync(database);
        await stage.RetryAsync();
        await stage.TamperAsync(
            $"UPDATE item_state_history SET created_by = 'x' WHERE item_execution_id = '{stage.Rows[2].Id}' AND version = 2"
        );

        var finding = Assert.Single((await stage.VerifyAsync()).Findings);

        Assert.Contains(stage.Rows[2].Id.ToString(), finding.Subject, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_two_sealers_one_takes_the_run()
    {
        await using var stage = await AuditStage.EndedAsync(database);
        var other = stage.Platform().GetRequiredService<RunSealer>();

        var sealedBy = await Task.WhenAll(
            stage.SealAsync(),
            other.SealNextAsync(stage.Run, "other", progress: null, Token)
        );

        Assert.Single(sealedBy, taken => taken);
        Assert.Single(await stage.Reader.ListSealsAsync(stage.Run, Token));
        Assert.Empty((await stage.VerifyAsync()).Findings);
    }

    [Fact]
    public async Task A_seal_goes_on_from_the_last_segment_after_a_crash()
    {
        await using var stage = await AuditStage.EndedAsync(database);
        var (owner, rows) = (Guid.CreateVersion7(), stage.Rows);
        var version = (await stage.Reader.FindRunAsync(stage.Run, Token))!.Version;
        Assert.Equal(stage.Run, await stage.Store.TakeAsync(owner, TimeSpan.FromMinutes(1), stage.Run, Token));
        Assert.False(await stage.SealAsync());
        var facts = new SealFacts();
        facts.Add(rows[0]);
        facts.Add(rows[1]);
        byte[] leaves = [.. LeafOf(rows[0]), .. LeafOf(rows[1])];
        var segment = new SealSegment(stage.Run, version, 0, rows[0].Id, rows[1].Id, leaves, facts.Write());
        Assert.True(await stage.Store.AppendAsync(owner, TimeSpan.Zero, segment, Token));

        Assert.True(await stage.SealAsync());

        Assert.Empty((await stage.VerifyAsync()).Findings);
        Assert.Equal(
            2L,
            await database.ScalarAsync($"SELECT count(*) FROM run_seal_segment WHERE run_id = '{stage.Run}'")
        );
        Assert.False(await stage.Store.AppendAsync(owner, TimeSpan.FromMinutes(1), segment with { Number = 2 }, Token));
    }

    [Fact]
    public async Task A_run_that_was_opened_again_meanwhile_is_not_sealed_as_it_was()
    {
        await using var stage = await AuditStage.EndedAsync(database);
        var owner = Guid.CreateVersion7();
        await stage.Store.TakeAsync(owner, TimeSpan.FromMinutes(1), stage.Run, Token);
        var before = await stage.Reader.FindRunAsync(stage.Run, Token);
        await stage.RetryAsync();

        var outcome = await stage.Store.StoreAsync(
            owner,
            before!,
            "late",
            key: null,
            _ => throw new InvalidOperationException("There is nothing to compose."),
            Token
        );
        await stage.Store.ReleaseAsync(owner, stage.Run, Token);

        Assert.Equal(SealOutcome.Changed, outcome);
        Assert.Empty(await stage.Reader.ListSealsAsync(stage.Run, Token));
        Assert.False(await stage.SealAsync());
        await stage.WorkAsync();
        Assert.True(await stage.SealAsync());
        Assert.Empty((await stage.VerifyAsync()).Findings);
    }

    [Fact]
    public async Task A_run_of_its_makers_own_is_sealed_as_well()
    {
        await using var stage = await AuditStage.SealedAsync(database);
        var made = await Story.TellAsync(database, items: 2);
        var now = database.Clock.GetUtcNow();
        var run = await database.DoAsync(async uow =>
        {
            var told = await made.RunAsync(uow);
            told.Run.Start(now);
            foreach (var item in told.Items)
            {
                item.Start(now);
                item.Complete(now, AutomationPlatform.Domain.Payload.Parse("""{"b":1.50,"a":"ä"}"""));
                await uow.ItemExecutions.UpdateAsync(item);
            }
            told.Run.Complete(now);
            await uow.Runs.UpdateAsync(told.Run);
            return told.Run.Id;
        });

        Assert.True(await stage.Sealer.SealNextAsync(run, "sealer", progress: null, Token));

        var report = await stage.VerifyAsync(run, expected: null);
        Assert.Empty(report.Findings);
        Assert.Equal((AuditedState.Sealed, 2L), (Assert.Single(report.Runs).Key, report.Items));
    }

    private static byte[] LeafOf(AuditedItem item) =>
        new AutomationPlatform.Domain.Audit.SealLeaf(
            item.Id,
            item.ItemId,
            item.PayloadHash,
            HistoryHash.Of(item.History[^1]),
            item.Status,
            item.ResultHash,
            item.ErrorCode,
            item.ErrorMessage
        ).Hash();
}

using System.Data.Common;
using AutomationPlatform.Application;
using AutomationPlatform.Application.Audit;
using AutomationPlatform.Application.Execution;
using AutomationPlatform.IntegrationTests.Databases;
using Microsoft.Extensions.DependencyInjection;

namespace AutomationPlatform.IntegrationTests.Conformance;

/// <summary>Entries get their place in one chain, once, and neither they nor the chain are ever changed.</summary>
public abstract class AuditLinkingConformance(TestDatabase database) : ConformanceTest(database)
{
    // Wrote past the program what it cannot hash.
    private const string Stranger = "stranger";

    private static readonly CancellationToken Token = CancellationToken.None;

    private IAuditLog Log => Database.Get<IAuditLog>();

    private IAuditChain Chain => Database.Get<IAuditChain>();

    [Fact]
    public async Task Committed_entries_are_linked_in_one_chain_of_hashes()
    {
        // What other tests of the class left.
        await Chain.LinkAsync(Token);
        await RecordAsync(3);
        Assert.Equal(new AuditLinking(3, Busy: false), await Chain.LinkAsync(Token));
        await RecordAsync(IAuditChain.SliceEntries + 10);
        Assert.Equal(new AuditLinking(IAuditChain.SliceEntries + 10, Busy: false), await Chain.LinkAsync(Token));
        Assert.Equal(new AuditLinking(0, Busy: false), await Chain.LinkAsync(Token));
        await AssertWholeAsync();
    }

    [Fact]
    public async Task Many_linkers_at_once_give_each_entry_one_place()
    {
        await RecordAsync(2 * IAuditChain.SliceEntries);
        var chains = Enumerable.Range(0, 4).Select(_ => Database.NewServices().GetRequiredService<IAuditChain>());
        var done = await Task.WhenAll(
            chains.Select(chain =>
                Task.Run(
                    async () =>
                    {
                        // Who was busy is done by the other: so all has been linked when the last one returns.
                        AuditLinking linking;
                        do linking = await chain.LinkAsync(Token);
                        while (linking.Busy);
                        return linking.Linked;
                    },
                    Token
                )
            )
        );
        Assert.True(done.Sum() <= await Database.CountEntriesAsync());
        await Chain.LinkAsync(Token);
        await AssertWholeAsync();
    }

    [Fact]
    public async Task An_entry_that_cannot_be_hashed_stays_unlinked_and_stops_nobody()
    {
        var id = Guid.CreateVersion7();
        var deep = string.Concat(Enumerable.Repeat("[", 70)) + string.Concat(Enumerable.Repeat("]", 70));
        await Database.ExecuteAsync(
            $"""
            INSERT INTO audit_entry (id, occurred_at, actor, action, entity, changes, outcome)
            VALUES ('{id}', '2026-01-31T08:15:30.000000Z', '{Stranger}', 'run.start', 'run', '{deep}', 'DONE')
            """
        );
        await RecordAsync(1);
        await Chain.LinkAsync(Token);
        Assert.Equal($"{id}", $"{await Database.ScalarAsync("SELECT entry_id FROM audit_pending")}");
        await Database.ExecuteAsync($"DELETE FROM audit_pending WHERE entry_id = '{id}'");
    }

    [Fact]
    public async Task A_worker_links_what_programs_left()
    {
        await RecordAsync(3);
        var live = Database.NewServices(services => services.AddSingleton(TimeProvider.System));
        await live.GetRequiredService<Worker>().RunAsync(new WorkerOptions { Drain = true }, stop: Token);
        Assert.Equal(0L, Convert.ToInt64(await Database.ScalarAsync("SELECT count(*) FROM audit_pending")));
        await AssertWholeAsync();
    }

    [Fact]
    public async Task The_log_is_read_in_parts_newest_first()
    {
        await RecordAsync(5, "pager");
        var filter = new AuditFilter { Actor = "pager" };
        var (seen, cursor) = (new List<LoggedEntry>(), (string?)null);
        do
        {
            var page = await Log.ListAsync(filter, new PageRequest(2, cursor), Token);
            seen.AddRange(page.Rows);
            cursor = page.Next;
        } while (cursor is not null);
        Assert.Equal(["e4", "e3", "e2", "e1", "e0"], seen.Select(entry => entry.EntityName));
        await Assert.ThrowsAsync<InvalidInputException>(() =>
            Log.ListAsync(filter, new PageRequest(2, "bm9uZQ"), Token)
        );
    }

    [Fact]
    public async Task Entries_are_found_by_time_actor_thing_action_and_outcome()
    {
        var entry = new AuditEntry(AuditActions.EngineChange, "finder") { EntityId = "id 1", EntityName = "name 1" };
        await Log.RecordAsync(entry, Token);
        await Log.RecordAsync(new AuditEntry(AuditActions.EngineDelete, "finder") { Error = "no" }, Token);
        async Task<int> CountAsync(AuditFilter filter) =>
            (await Database.LogAsync(filter with { Actor = "finder" })).Count;
        Assert.Equal(2, await CountAsync(new AuditFilter { Since = TestDatabase.Start }));
        Assert.Equal(0, await CountAsync(new AuditFilter { Since = TestDatabase.Start.AddTicks(10) }));
        Assert.Equal(1, await CountAsync(new AuditFilter { Entity = "id 1" }));
        Assert.Equal(1, await CountAsync(new AuditFilter { Entity = "name 1" }));
        Assert.Equal(2, await CountAsync(new AuditFilter { Entity = "engine" }));
        Assert.Equal(1, await CountAsync(new AuditFilter { Action = "engine.delete" }));
        Assert.Equal(1, await CountAsync(new AuditFilter { Outcome = AuditOutcome.Refused }));
    }

    [Theory]
    [InlineData("UPDATE audit_entry SET actor = 'other'")]
    [InlineData("DELETE FROM audit_entry")]
    [InlineData("UPDATE audit_link SET position = position + 1")]
    [InlineData("DELETE FROM audit_link")]
    public async Task The_database_itself_refuses_to_change_them(string statement)
    {
        await RecordAsync(1);
        await Chain.LinkAsync(Token);
        var refusal = await Assert.ThrowsAnyAsync<DbException>(() => Database.ExecuteAsync(statement));
        Assert.Contains("append-only", refusal.Message, StringComparison.Ordinal);
        await AssertWholeAsync();
    }

    protected async Task RecordAsync(int entries, string actor = "ada")
    {
        for (var number = 0; number < entries; number++)
            await Log.RecordAsync(
                new AuditEntry(AuditActions.EngineChange, actor)
                {
                    EntityName = $"e{number}",
                    Changes = new AuditChanges().Set("number", before: null, number + 0.1).Set("text", "ä\n\"", "😀"),
                    Reason = "because",
                    CorrelationId = "c",
                },
                Token
            );
    }

    /// <summary>Every entry has its place, and every hash is that of what stands there.</summary>
    protected async Task AssertWholeAsync()
    {
        var entries = (await Database.LogAsync(new AuditFilter()))
            .Where(entry => entry.Actor != Stranger)
            .ToDictionary(entry => entry.Id);
        var links = await Database.LinksAsync();
        Assert.Equal(entries.Count, links.Count);
        var expected = AuditLink.Following(last: null, links.Select(link => entries[link.EntryId]));
        Assert.Equal(
            expected.Select(link => (link.Position, link.EntryId, Convert.ToHexString(link.Hash))),
            links.Select(link => (link.Position, link.EntryId, Convert.ToHexString(link.Hash)))
        );
        Assert.Equal(links.SkipLast(1).Select(link => link.Hash), links.Skip(1).Select(link => link.PreviousHash!));
    }
}

using AutomationPlatform.Application.Audit;

namespace AutomationPlatform.UnitTests.Audit;

/// <summary>The bytes that the log's chain hashes are those that its page gives, computed by another program.</summary>
public class AuditHashTests
{
    private const string EntryHash = "3dbf17026cb9600f0eb601789f79ed4e6c0941dc934b621460f9a9ed66f322a1";

    private static readonly LoggedEntry Entry = new(
        Guid.Parse("0199f3c2-6f1e-7a00-8000-0000000000e1"),
        new DateTimeOffset(2026, 1, 31, 9, 15, 30, 123, 456, TimeSpan.FromHours(1)),
        "ada",
        "run.cancel",
        "run",
        "7",
        "Übung",
        """{"share": {"before": "a\"ä", "after": 1.50}, "items": {"before": null, "after": 120}}""",
        "enough",
        CorrelationId: null,
        "DONE",
        Error: null
    );

    [Fact]
    public void An_entry_has_the_hash_of_its_columns() =>
        Assert.Equal(EntryHash, Convert.ToHexStringLower(AuditHash.OfEntry(Entry)));

    [Fact]
    public void A_link_has_the_hash_of_its_place_the_link_before_and_the_entry()
    {
        var entry = Convert.FromHexString(EntryHash);
        var first = AuditHash.OfLink(7, previous: null, entry);
        Assert.Equal(
            "9afceaf3d57ac0d72c2cb87ac34cb1f16a7e104b78b2387b64e7046d6c2a9505",
            Convert.ToHexStringLower(first)
        );
        Assert.Equal(
            "35350065cc329fdb0049e4833a90e4a484402b75539e2408896591df4a34cc27",
            Convert.ToHexStringLower(AuditHash.OfLink(8, first, entry))
        );
    }

    [Fact]
    public void Every_column_is_hashed()
    {
        LoggedEntry[] others =
        [
            Entry with
            {
                Id = Guid.Empty,
            },
            Entry with
            {
                OccurredAt = Entry.OccurredAt.AddMicroseconds(1),
            },
            Entry with
            {
                Actor = "x",
            },
            Entry with
            {
                Action = "x",
            },
            Entry with
            {
                Entity = "x",
            },
            Entry with
            {
                EntityId = null,
            },
            Entry with
            {
                EntityName = null,
            },
            Entry with
            {
                Changes = null,
            },
            Entry with
            {
                Reason = null,
            },
            Entry with
            {
                CorrelationId = "x",
            },
            Entry with
            {
                Outcome = "REFUSED",
            },
            Entry with
            {
                Error = "x",
            },
        ];
        Assert.Equal(typeof(LoggedEntry).GetProperties().Length, others.Length);
        Assert.All(others, other => Assert.NotEqual(EntryHash, Convert.ToHexStringLower(AuditHash.OfEntry(other))));
    }

    [Fact]
    public void Links_follow_one_another_from_the_last_there_is()
    {
        var last = new byte[AuditHash.Bytes];
        last[0] = 1;
        var links = AuditLink.Following((41, last), [Entry, Entry with { Actor = "bob" }]);
        Assert.Equal([42, 43], links.Select(link => link.Position));
        Assert.Equal([last, links[0].Hash], links.Select(link => link.PreviousHash));
        Assert.Equal(
            AuditHash.OfLink(43, links[0].Hash, AuditHash.OfEntry(Entry with { Actor = "bob" })),
            links[1].Hash
        );
    }
}

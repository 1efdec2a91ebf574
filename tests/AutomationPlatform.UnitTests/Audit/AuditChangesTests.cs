using System.Text.Json;
using AutomationPlatform.Application.Audit;

namespace AutomationPlatform.UnitTests.Audit;

/// <summary>What an entry keeps of a change, and how much of it.</summary>
public class AuditChangesTests
{
    [Fact]
    public void A_field_has_what_it_held_before_and_after()
    {
        var changes = new AuditChanges()
            .Set("text", "a\"\n", "ü")
            .Set("number", before: null, 7L)
            .Set("share", before: 0.5, after: 1)
            .Set("flag", before: true, after: false)
            .Set("moment", before: null, new DateTimeOffset(2026, 1, 31, 8, 15, 30, TimeSpan.Zero))
            .SetJson("json", "[1]", after: null);
        Assert.Equal(
            """
            {"flag":{"before":true,"after":false},"json":{"before":[1],"after":null},"moment":{"before":null,"after":"2026-01-31T08:15:30.000000Z"},"number":{"before":null,"after":7},"share":{"before":0.5,"after":1},"text":{"before":"a\"\n","after":"ü"}}
            """,
            $"{changes}"
        );
    }

    [Fact]
    public void A_field_that_changes_twice_keeps_what_it_held_first()
    {
        var changes = new AuditChanges().Set("a", 1, 2).Merge(new AuditChanges().Set("a", 2, 3).Set("b", 4, 5));
        Assert.Equal("""{"a":{"before":1,"after":3},"b":{"before":4,"after":5}}""", $"{changes}");
    }

    [Fact]
    public void Long_texts_are_cut_and_long_or_deep_json_stands_there_by_its_hash()
    {
        var deep = new string('[', AuditChanges.JsonDepth + 2) + new string(']', AuditChanges.JsonDepth + 2);
        var changes = new AuditChanges()
            .Set("text", before: null, new string('x', AuditChanges.TextLimit + 1))
            .SetJson("long", before: null, $"\"{new string('x', AuditChanges.JsonLimit)}\"")
            .SetJson("deep", before: null, deep)
            .SetHash("payload", before: null, """{"owner":"Ada"}""");
        using var shown = JsonDocument.Parse($"{changes}");
        JsonElement After(string field) => shown.RootElement.GetProperty(field).GetProperty("after");
        Assert.Equal(AuditChanges.TextLimit, After("text").GetString()!.Length);
        Assert.All(
            ["long", "deep", "payload"],
            field => Assert.Equal(64, After(field).GetProperty("sha256").GetString()!.Length)
        );
        Assert.Equal(15, After("payload").GetProperty("characters").GetInt32());
    }

    [Fact]
    public void What_no_database_keeps_is_taken_out_of_texts()
    {
        var entry = new AuditEntry(AuditActions.RunCancel, "a\0b")
        {
            Reason = "x\ud800",
            Error = new string('e', 5_000),
        };
        Assert.Equal(("a\ufffdb", "x\ufffd"), (entry.Actor, entry.Reason));
        Assert.Equal(AuditEntry.ErrorLimit, entry.Error!.Length);
        Assert.Contains("\ufffd", $"{new AuditChanges().Set("a", before: null, "\0")}", StringComparison.Ordinal);
    }

    [Fact]
    public void Nobody_in_particular_is_nobody() =>
        Assert.Equal(AuditEntry.Nobody, new AuditEntry(AuditActions.RunCancel, Actor: null).Actor);

    [Fact]
    public async Task A_correlation_id_flows_with_the_call_and_ends_with_its_scope()
    {
        using (AuditScope.Begin("order 7"))
        {
            await Task.Yield();
            Assert.Equal("order 7", new AuditEntry(AuditActions.RunCancel, "ada").CorrelationId);
        }
        Assert.Null(new AuditEntry(AuditActions.RunCancel, "ada").CorrelationId);
    }
}

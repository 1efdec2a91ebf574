using AutomationPlatform.Domain;
using AutomationPlatform.Domain.Definition;

namespace AutomationPlatform.UnitTests.Definition;

public class AutomationTests
{
    private static readonly Schema Anything = new("true");

    private static readonly Schema Objects = new("""{"type":"object"}""");

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" \n ")]
    public void A_name_is_not_empty(string? name)
    {
        var refusal = Assert.Throws<ValidationException>(() => new Automation(name!));
        Assert.Equal(("Automation", "Name"), (refusal.Entity, refusal.Field));
        Assert.Throws<ValidationException>(() => new Batch(new AutomationId(Guid.Empty), name!));
    }

    [Fact]
    public void A_name_is_trimmed_and_at_most_two_hundred_characters()
    {
        Assert.Equal("Import", new Automation("  Import\t").Name);
        Assert.Equal(200, new Automation(new string('n', 200) + " ").Name.Length);
        Assert.Throws<ValidationException>(() => new Automation(new string('n', 201)));
        Assert.Throws<ValidationException>(() => new Batch(new AutomationId(Guid.Empty), new string('n', 201)));
    }

    [Fact]
    public void A_refused_name_or_description_changes_nothing()
    {
        var automation = new Automation("Import", "words");
        var before = Snapshot.Of(automation);

        Assert.Throws<ValidationException>(() => automation.Rename(" ", Moments.Noon));
        Assert.Throws<ValidationException>(() => automation.Describe(new string('d', 10_001), Moments.Noon));
        Assert.Throws<ValidationException>(() => automation.Pause("", Moments.Noon));
        Assert.Throws<InvalidStateException>(() => automation.Resume(Moments.Noon));
        Assert.Equal(before, Snapshot.Of(automation));
    }

    [Fact]
    public void Text_that_no_database_keeps_is_refused()
    {
        // Not as inline data: attributes cannot hold half a character.
        foreach (var text in new[] { "\0", "a\0b", "half \ud83d", "\ude00 half", "\ude00\ud83d" })
        {
            Assert.Throws<ValidationException>(() => new Automation(text));
            Assert.Throws<ValidationException>(() => new Automation("Import", text));
            Assert.Throws<ValidationException>(() => new Item(new BatchId(Guid.Empty), 0, reference: text));
        }
        Assert.Equal("whole 😀", new Automation("whole 😀").Name);
    }

    [Fact]
    public void Each_change_of_the_definition_makes_a_new_version_of_it()
    {
        var automation = new Automation("Import", itemSchema: Anything);
        automation.UpdateSchemas(Moments.Noon, itemSchema: Objects);
        automation.UpdateSchemas(Moments.Noon, itemSchema: new Schema("""{ "type" : "object" }"""));
        automation.Redefine(null, null, new() { Concurrency = 4 }, Moments.Noon);

        var made = automation.PopDefinitionVersions();

        Assert.Equal([1, 2, 3], made.Select(version => version.Number));
        Assert.Equal([Anything, Objects, null], made.Select(version => version.Content.ItemSchema));
        Assert.Equal((3, 3), (automation.DefinitionNumber, automation.Version));
        Assert.Empty(automation.PopDefinitionVersions());
    }

    [Fact]
    public void A_new_name_is_no_new_definition()
    {
        var automation = new Automation("Import");
        automation.Rename("Export", Moments.Noon);
        automation.Describe("words", Moments.Noon);

        Assert.Equal((1, 3), (automation.DefinitionNumber, automation.Version));
    }

    [Fact]
    public void Updating_one_schema_leaves_the_other()
    {
        var automation = new Automation("Import", batchSchema: Anything, itemSchema: Anything);

        automation.UpdateSchemas(Moments.Noon, batchSchema: Objects);

        Assert.Equal((Objects, Anything), (automation.BatchSchema, automation.ItemSchema));
    }

    [Fact]
    public void Without_a_schema_any_payload_is_valid()
    {
        var automation = new Automation("Import");

        Assert.True(automation.ValidateBatchPayload(null).Valid);
        Assert.True(automation.ValidateItemPayload(Payload.Parse("[1]")).Valid);
    }

    [Fact]
    public void A_paused_automation_says_since_when_and_why()
    {
        var automation = new Automation("Import");
        automation.Pause(" maintenance ", Moments.Noon);

        Assert.Equal((Moments.Noon, "maintenance"), (automation.PausedAt, automation.PauseReason));
        Assert.Throws<InvalidStateException>(() => automation.Pause("again", Moments.Later));
        automation.Resume(Moments.Later);
        Assert.Equal((null, null), (automation.PausedAt, automation.PauseReason));
    }

    [Fact]
    public void An_item_has_a_place_from_zero_and_a_bounded_reference()
    {
        var batch = new BatchId(Guid.CreateVersion7());

        Assert.Equal(0, new Item(batch, 0).SequenceNumber);
        Assert.Equal("SequenceNumber", Assert.Throws<ValidationException>(() => new Item(batch, -1)).Field);
        Assert.Equal(200, new Item(batch, 0, reference: new string('r', 200)).Reference!.Length);
        Assert.Equal(
            "Reference",
            Assert.Throws<ValidationException>(() => new Item(batch, 0, reference: new string('r', 201))).Field
        );
    }

    [Fact]
    public void A_payload_that_is_equal_as_json_is_no_change()
    {
        var batch = new Batch(new AutomationId(Guid.CreateVersion7()), "Q1", Payload.Parse("""{"a":1,"b":2}"""));

        batch.UpdatePayload(Payload.Parse("""{"b":2,"a":1}"""), Moments.Noon);
        Assert.Equal(1, batch.Version);
        batch.UpdatePayload(null, Moments.Noon);

        Assert.Equal((2, null), (batch.Version, batch.Payload));
    }
}

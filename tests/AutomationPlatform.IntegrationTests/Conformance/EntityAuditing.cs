using AutomationPlatform.Application.Audit;
using AutomationPlatform.Domain;
using AutomationPlatform.Domain.Definition;
using AutomationPlatform.Domain.Execution;
using AutomationPlatform.Domain.Orchestration;
using AutomationPlatform.IntegrationTests.Databases;

namespace AutomationPlatform.IntegrationTests.Conformance;

/// <summary>A unit of work tells the log what it stored, in its own transaction.</summary>
public abstract class EntityAuditing(TestDatabase database) : ConformanceTest(database)
{
    protected DateTimeOffset Now => Database.Clock.GetUtcNow();

    [Fact]
    public async Task A_changed_automation_is_told_with_what_its_fields_held_before_and_after()
    {
        var automation = new Automation(Story.Name(), "first");
        await Database.DoAsync(uow => uow.Automations.CreateAsync(automation), "maker");
        await Database.DoAsync(
            async uow =>
            {
                var loaded = await uow.Automations.GetOrThrowAsync(automation.Id);
                loaded.Describe("second", Now);
                await uow.Automations.UpdateAsync(loaded);
                loaded.UpdateSchemas(Now, itemSchema: new Schema("""{"type":"object"}"""));
                await uow.Automations.UpdateAsync(loaded);
            },
            "changer"
        );
        var entries = await Database.EntriesAsync(automation.Id);
        Assert.Equal(
            [("automation.apply", "maker"), ("automation.apply", "changer")],
            entries.Select(entry => (entry.Action, entry.Actor))
        );
        Assert.Equal(
            (automation.Name, "DONE", Now),
            (entries[0].EntityName, entries[0].Outcome, entries[0].OccurredAt)
        );
        Assert.Equal(
            (" → first", "first → second"),
            (entries[0].Field("description"), entries[1].Field("description"))
        );
        Assert.Equal("1 → 2", entries[1].Field("definition_number"));
        Assert.Contains("object", entries[1].Field("item_schema"), StringComparison.Ordinal);
        Assert.Null(entries[1].Field("updated_at"));
    }

    [Fact]
    public async Task Secrets_of_a_handler_are_masked_and_references_to_them_are_not()
    {
        var settings = AutomationSettings.Default with
        {
            Handler = new HttpHandlerDefinition(
                new Uri("https://bob:hidden1@host/in?token=hidden2"),
                [new NamedValue("Authorization", "Bearer hidden3"), new NamedValue("X-Key", "env:KEY")]
            ),
            Environment = [new NamedValue("PASSWORD", "hidden4")],
            Inputs = [new InputFile("a.csv", "A", Payload.Parse("""{"owner":"hidden5"}"""))],
        };
        var automation = new Automation(Story.Name(), settings: settings);
        await Database.DoAsync(uow => uow.Automations.CreateAsync(automation));
        var entry = await Database.EntryAsync(automation.Id);
        Assert.Equal(AuditEntry.Nobody, entry.Actor);
        Assert.DoesNotContain("hidden", entry.Changes, StringComparison.Ordinal);
        var handler = entry.Field("settings.handler");
        Assert.Contains("env:KEY", handler, StringComparison.Ordinal);
        Assert.Contains("https://***@host/in?***", handler, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_rolled_back_or_refused_leaves_no_entry_of_what_was_done()
    {
        var automation = new Automation(Story.Name());
        await using (var uow = await Database.BeginAsync())
        {
            await uow.Automations.CreateAsync(automation);
            await uow.RollbackAsync();
        }
        Assert.Empty(await Database.EntriesAsync(automation.Id));
        await Database.DoAsync(uow => uow.Automations.CreateAsync(automation));
        await using (var uow = await Database.BeginAsync())
        {
            var twin = new Automation(automation.Name);
            await Assert.ThrowsAsync<DuplicateEntityException>(() => uow.Automations.CreateAsync(twin));
            await uow.CommitAsync();
            Assert.Empty(await Database.EntriesAsync(twin.Id));
        }
        Assert.Single(await Database.EntriesAsync(automation.Id));
    }

    [Fact]
    public async Task A_unit_of_work_that_is_refused_is_told_with_the_error()
    {
        var story = await Story.TellAsync(Database);
        await Assert.ThrowsAsync<DuplicateEntityException>(() =>
            Database.DoAsync(uow => uow.Automations.CreateAsync(new Automation(story.Automation.Name)), "ada")
        );
        var refused = await Database.LogAsync(new AuditFilter { Outcome = AuditOutcome.Refused, Actor = "ada" });
        Assert.Contains(
            refused,
            entry =>
                entry.Action == "entity.change"
                && entry.Error!.Contains(story.Automation.Name, StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task Taking_out_of_use_back_and_removing_have_actions_of_their_own()
    {
        var story = await Story.TellAsync(Database, items: 3);
        await Database.DoAsync(uow => uow.Batches.DeleteAsync(story.Batch.Id));
        await Database.DoAsync(async uow =>
        {
            var batch = await uow.Batches.GetOrThrowAsync(story.Batch.Id, includeSoftDeleted: true);
            batch.Activate(Now);
            await uow.Batches.UpdateAsync(batch);
        });
        await Database.DoAsync(uow => uow.Batches.DeleteAsync(story.Batch.Id, soft: false), "remover");
        var entries = await Database.EntriesAsync(story.Batch.Id);
        Assert.Equal(
            ["batch.create", "batch.deactivate", "batch.activate", "batch.delete"],
            entries.Select(entry => entry.Action)
        );
        Assert.Equal(("batch", "remover"), (entries[3].EntityName, entries[3].Actor));
        Assert.Equal(("3 → 0", null), (entries[3].Field("removed_items"), entries[3].Field("removed_batches")));
        await Database.DoAsync(uow => uow.Automations.DeleteAsync(story.Automation.Id, soft: false));
        Assert.Equal("automation.delete", (await Database.EntriesAsync(story.Automation.Id))[^1].Action);
    }

    [Fact]
    public async Task Many_items_of_one_unit_of_work_are_counted_in_one_entry()
    {
        var story = await Story.TellAsync(Database, items: 5);
        var run = await Database.DoAsync(uow => story.RunAsync(uow));
        await Database.DoAsync(
            async uow =>
            {
                foreach (var each in run.Items)
                {
                    var item = await uow.ItemExecutions.GetOrThrowAsync(each.Id);
                    item.Start(Now);
                    await uow.ItemExecutions.UpdateAsync(item);
                    if (each == run.Items[0])
                        item.FailForGood("x", "broken", Now);
                    else
                        item.Complete(Now);
                    await uow.ItemExecutions.UpdateAsync(item);
                }
            },
            "doer"
        );
        var entries = (await Database.LogAsync(new AuditFilter { Actor = "doer" })).OrderBy(entry => entry.Action);
        Assert.Equal(
            [("item.complete", " → 4"), ("item.fail", " → 1"), ("item.start", " → 5")],
            entries.Select(entry => (entry.Action, entry.Field("executions")))
        );
        Assert.Equal($"{run.Items[0].Id}", entries.Single(entry => entry.Action == "item.fail").EntityId);
        var made = await Database.LogAsync(new AuditFilter { Action = "item.change" });
        Assert.Contains(made, entry => entry.Field("items_made") == " → 5");
    }

    [Fact]
    public async Task Engines_their_instances_and_runs_moved_by_code_are_told()
    {
        var story = await Story.TellAsync(Database);
        var (engine, instance) = await Database.DoAsync(Story.EngineAsync);
        var run = await Database.DoAsync(async uow =>
        {
            var told = await story.RunAsync(uow);
            await uow.RunOrchestrations.CreateAsync(new RunOrchestration(told.Run.Id, instance.Id, Now));
            return told.Run;
        });
        await Database.DoAsync(async uow =>
        {
            var loaded = await uow.Runs.GetOrThrowAsync(run.Id);
            loaded.Start(Now);
            await uow.Runs.UpdateAsync(loaded);
            loaded.Cancel("stop it", Now);
            await uow.Runs.UpdateAsync(loaded);
        });
        Assert.Equal("engine.create", (await Database.EntryAsync(engine.Id)).Action);
        var made = await Database.EntryAsync(instance.Id);
        Assert.Equal(("instance.change", "build/1"), (made.Action, made.EntityName));
        Assert.DoesNotContain("url", made.Changes, StringComparison.Ordinal);
        var entries = await Database.EntriesAsync(run.Id);
        Assert.Contains(entries, entry => entry.Action == "run.start" && entry.EntityName == story.Automation.Name);
        Assert.Contains(entries, entry => entry.Field("instances_attached") == " → 1");
        Assert.Contains(entries, entry => entry.Field("status") == "PENDING → PROCESSING");
        Assert.Contains(entries, entry => (entry.Action, entry.Reason) == ("run.cancel", "stop it"));
    }
}

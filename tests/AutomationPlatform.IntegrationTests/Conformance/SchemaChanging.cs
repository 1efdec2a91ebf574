using AutomationPlatform.Application.Definition;
using AutomationPlatform.Application.Execution;
using AutomationPlatform.Domain;
using AutomationPlatform.Domain.Definition;
using AutomationPlatform.Domain.Execution;
using AutomationPlatform.IntegrationTests.Databases;

namespace AutomationPlatform.IntegrationTests.Conformance;

/// <summary>A changed schema must not break in silence what is still to be run, on every database.</summary>
public abstract class SchemaChanging(TestDatabase database)
{
    private static readonly CancellationToken Token = CancellationToken.None;

    private static readonly Schema Short = new("""{"properties":{"name":{"maxLength":3}}}""");

    [Fact]
    public async Task Items_of_a_batch_that_never_ran_are_counted_by_rule_and_nothing_changes()
    {
        using var stage = await FileStage.SetAsync(database);
        stage.Write("rows.csv", "id,name\n1,Ann\n2,Robert\n3,Maria\n");
        await stage.ImportAsync("rows.csv");
        var refusal = await RefusedAsync(stage, Short);
        Assert.Equal((3, 2, 0, true), Numbers(refusal.Impact));
        var rule = Assert.Single(refusal.Impact.Rules);
        Assert.Equal(("/name maxLength", 2, "rows", 1), (rule.Rule, rule.Count, rule.Batch, rule.SequenceNumber));
        Assert.Contains("Robert", rule.Message);
        Assert.Contains("--force", refusal.Message);
        Assert.Equal(1, stage.DefinitionNumber);
    }

    [Fact]
    public async Task It_is_changed_all_the_same_when_that_is_forced()
    {
        using var stage = await FileStage.SetAsync(database);
        stage.Write("rows.csv", "id,name\n2,Robert\n");
        await stage.ImportAsync("rows.csv");
        await ChangeAsync(stage, Short, force: true);
        Assert.Equal(2, stage.DefinitionNumber);
    }

    [Fact]
    public async Task What_was_invalid_before_is_no_consequence_of_the_change()
    {
        using var stage = await FileStage.SetAsync(database);
        stage.Write("rows.csv", "id,name\n2,Robert\n");
        await stage.ImportAsync("rows.csv");
        await ChangeAsync(stage, Short, force: true);
        await ChangeAsync(stage, new Schema("""{"properties":{"name":{"maxLength":2}}}"""));
        Assert.Equal(3, stage.DefinitionNumber);
    }

    [Fact]
    public async Task A_schema_that_admits_more_and_no_schema_at_all_change_without_a_question()
    {
        using var stage = await FileStage.SetAsync(database);
        stage.Write("rows.csv", "id,name\n2,Robert\n");
        await stage.ImportAsync("rows.csv");
        await ChangeAsync(stage, new Schema("""{"type":"object"}"""));
        await ChangeAsync(stage, schema: null);
        Assert.Equal(3, stage.DefinitionNumber);
    }

    [Fact]
    public async Task In_an_unfinished_run_only_items_that_are_not_done_count_and_in_an_ended_one_none()
    {
        using var stage = await FileStage.SetAsync(database);
        stage.Write("rows.csv", "id,name\n1,Robert\n2,Maria\n3,Ann\n");
        var batch = (await stage.ImportAsync("rows.csv")).BatchId!.Value;
        var (queue, control) = (database.Get<IWorkQueue>(), database.Get<IRunControl>());
        var run = await control.CreateRunAsync(
            new NewRun(stage.Automation, stage.DefinitionNumber, [batch], MaxAttempts: 3, "tester"),
            progress: null,
            Token
        );
        var worker = new WorkerIdentity(new(Guid.CreateVersion7()), "w", "h", 1, Shard: null);
        await queue.JoinAsync(worker, TimeSpan.FromMinutes(1), Token);
        var first = await CompleteNextAsync(queue, worker, run);
        Assert.Equal(0, first.SequenceNumber);
        var refusal = await RefusedAsync(stage, Short);
        Assert.Equal((2, 1, 0, true), Numbers(refusal.Impact));
        Assert.Equal(1, Assert.Single(refusal.Impact.Rules).SequenceNumber);

        await CompleteNextAsync(queue, worker, run);
        await CompleteNextAsync(queue, worker, run);
        Assert.Equal(ExecutionStatus.Completed, (await queue.EndIfDoneAsync(run, Token))!.Status);
        await ChangeAsync(stage, Short);
        Assert.Equal(2, stage.DefinitionNumber);
    }

    [Fact]
    public async Task A_rule_is_counted_no_further_than_its_limit_and_the_rest_is_not_read()
    {
        using var stage = await FileStage.SetAsync(database);
        var rows = Enumerable.Range(1, SchemaImpact.CountedPerRule + 500).Select(id => $"{id},Robert");
        stage.Write("rows.csv", $"id,name\n{string.Join('\n', rows)}\n");
        await stage.ImportAsync("rows.csv");
        var refusal = await RefusedAsync(stage, Short);
        Assert.Equal((SchemaImpact.CountedPerRule, SchemaImpact.CountedPerRule, 0, false), Numbers(refusal.Impact));
        Assert.Contains("1,000 or more", refusal.Message);
    }

    [Fact]
    public async Task Payloads_of_batches_are_held_to_a_changed_batch_schema()
    {
        using var stage = await FileStage.SetAsync(database);
        stage.Write("rows.csv", "id\n1\n");
        await stage.ImportAsync("rows.csv", request => request with { Payload = Payload.Parse("""{"quarter":9}""") });
        var changed = new Schema("""{"properties":{"quarter":{"maximum":4}}}""");
        var refusal = await Assert.ThrowsAsync<BreakingSchemaException>(() =>
            stage.ApplyAsync(definition => definition with { BatchSchema = changed })
        );
        Assert.Equal((0, 0, 1, true), Numbers(refusal.Impact));
        Assert.Equal("(batch) /quarter maximum", Assert.Single(refusal.Impact.Rules).Rule);
    }

    private static (long Checked, long Invalid, long Batches, bool IsWhole) Numbers(SchemaImpact impact) =>
        (impact.Checked, impact.Invalid, impact.InvalidBatches, impact.IsWhole);

    private static Task ChangeAsync(FileStage stage, Schema? schema, bool force = false) =>
        stage.ApplyAsync(definition => definition with { ItemSchema = schema }, force);

    private static Task<BreakingSchemaException> RefusedAsync(FileStage stage, Schema schema) =>
        Assert.ThrowsAsync<BreakingSchemaException>(() => ChangeAsync(stage, schema));

    private static async Task<ClaimedItem> CompleteNextAsync(IWorkQueue queue, WorkerIdentity worker, RunId run)
    {
        var claim = await queue.ClaimAsync(new ClaimRequest(new(Guid.CreateVersion7()), worker, run, -1, 1), Token);
        var item = Assert.Single(claim.Items);
        var answers = new ChunkAnswers(claim.Id, run, worker, [new Answer(item, AnswerKind.Complete)]);
        Assert.Empty((await queue.AnswerAsync(answers, next: null, Token)).Refused);
        return item;
    }
}

using AutomationPlatform.Application;
using AutomationPlatform.Application.Definition;
using AutomationPlatform.Domain.Definition;
using AutomationPlatform.IntegrationTests.Databases;

namespace AutomationPlatform.IntegrationTests.Conformance;

/// <summary>What applying a definition must do on every database.</summary>
public abstract class ApplyConformance(TestDatabase database)
{
    private static readonly CancellationToken Token = CancellationToken.None;

    // Orders that jsonb does not keep: a definition that is stored must still be equal to itself.
    private static readonly DefinitionContent Content = new(
        new Schema("""{"type":"object","required":["quarter"],"properties":{"zz":{"minimum":1.0},"a":{}}}"""),
        ItemSchema: null,
        new AutomationSettings
        {
            Handler = new CommandHandlerDefinition(["sh", "handle.sh"]),
            Environment = [new("A", "1"), new("LANG", "C"), new("LONGER", "2")],
            Retry = new RetryPolicy { MaxAttempts = 3, Overrides = [new("exit:1", 5), new("timeout", 2)] },
            FailureThreshold = 0.07,
            Directory = "/srv/x",
        }
    );

    [Fact]
    public async Task A_new_definition_is_created_and_the_same_again_changes_nothing()
    {
        database.RequireAvailable();
        var file = NewFile();
        var created = await ApplyAsync(file);
        Assert.Equal((ApplyOutcome.Created, 1), (created.Outcome, created.DefinitionNumber));
        var again = await ApplyAsync(file);
        Assert.Equal(
            (ApplyOutcome.Unchanged, created.AutomationId, 1),
            (again.Outcome, again.AutomationId, again.DefinitionNumber)
        );
        Assert.Empty(again.ChangedFields);
    }

    [Fact]
    public async Task A_change_names_what_changed_and_makes_a_new_version()
    {
        database.RequireAvailable();
        var file = NewFile();
        await ApplyAsync(file);
        var changed = file with
        {
            Description = "other",
            Content = Content with
            {
                BatchSchema = null,
                Settings = Content.Settings with { Timeout = TimeSpan.FromSeconds(1) },
            },
        };
        var updated = await ApplyAsync(changed);
        Assert.Equal((ApplyOutcome.Updated, 2), (updated.Outcome, updated.DefinitionNumber));
        Assert.Equal(["description", "batchSchema", "timeout"], updated.ChangedFields);
        var stored = await database.Get<IDefinitionReader>().GetAutomationAsync(file.Name, false, Token);
        Assert.Equal(changed.Content, stored.Definition);
        var described = await ApplyAsync(changed with { Description = null });
        Assert.Equal((ApplyOutcome.Updated, 2), (described.Outcome, described.DefinitionNumber));
    }

    [Fact]
    public async Task A_deactivated_namesake_stays_and_a_new_one_is_created()
    {
        database.RequireAvailable();
        var file = NewFile();
        var first = await ApplyAsync(file);
        await database
            .Get<IUnitOfWorkFactory>()
            .TransactionAsync(
                async (work, token) =>
                {
                    await work.Automations.DeleteAsync(first.AutomationId, cancellationToken: token);
                    return 0;
                },
                cancellationToken: Token
            );
        var second = await ApplyAsync(file);
        Assert.Equal(ApplyOutcome.Created, second.Outcome);
        Assert.NotEqual(first.AutomationId, second.AutomationId);
    }

    private static AutomationFile NewFile() => new("automation.yaml", $"Automation {Guid.NewGuid()}", "words", Content);

    private Task<AppliedDefinition> ApplyAsync(AutomationFile file) =>
        database.Get<ApplyDefinition>().ExecuteAsync(new ApplyRequest(file, "definer"), Token);
}

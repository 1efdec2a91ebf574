using AutomationPlatform.Domain;
using AutomationPlatform.Domain.Definition;
using AutomationPlatform.Domain.Execution;
using AutomationPlatform.Domain.Orchestration;
using AutomationPlatform.UnitTests.Execution;

namespace AutomationPlatform.UnitTests;

/// <summary>What holds for every verb of every entity, each called where it changes something.</summary>
public class VerbTests
{
    private sealed record Case(Func<Entity> Prepare, Verb Verb);

    private static readonly Payload Data = Payload.Parse("""{"a":1}""");

    private static readonly Case[] Cases =
    [
        On(NewAutomation, "Rename", (automation, now) => automation.Rename("Other", now)),
        On(NewAutomation, "Describe", (automation, now) => automation.Describe("Other", now)),
        On(
            NewAutomation,
            "UpdateSchemas",
            (automation, now) => automation.UpdateSchemas(now, itemSchema: new Schema("true"))
        ),
        On(
            NewAutomation,
            "Redefine",
            (automation, now) => automation.Redefine(null, null, new() { Concurrency = 2 }, now)
        ),
        On(NewAutomation, "Pause", (automation, now) => automation.Pause("maintenance", now)),
        On(
            () => Paused(NewAutomation(), a => a.Pause("x", Moments.Noon)),
            "Resume",
            (automation, now) => automation.Resume(now)
        ),
        On(NewAutomation, "Deactivate", (automation, now) => automation.Deactivate(now)),
        On(
            () => Paused(NewAutomation(), a => a.Deactivate(Moments.Noon)),
            "Activate",
            (automation, now) => automation.Activate(now)
        ),
        On(NewBatch, "UpdatePayload", (batch, now) => batch.UpdatePayload(Data, now)),
        On(NewItem, "UpdatePayload", (item, now) => item.UpdatePayload(Data, now)),
        On(Subject.Run, "Pause", (run, now) => run.Pause("maintenance", now)),
        On(() => Paused(Subject.Run(), run => run.Pause("x", Moments.Noon)), "Resume", (run, now) => run.Resume(now)),
        On(Subject.Run, "RequestCancel", (run, now) => run.RequestCancel("not wanted", now)),
        On(Subject.Instance, "Observe", (instance, now) => instance.Observe(ExecutionStatus.Processing, Data, now)),
        On(
            Subject.Instance,
            "ObserveTrouble",
            (instance, now) => instance.ObserveTrouble(Observation.Unknown, Data, now)
        ),
    ];

    public static TheoryData<string, string> Names => [.. Cases.Select(c => (c.Prepare().GetType().Name, c.Verb.Name))];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_verb_counts_one_version_and_stamps_the_moment(string entity, string verb)
    {
        var (subject, act) = Find(entity, verb);
        var before = subject.Version;

        act(subject, Moments.Later.AddTicks(7).ToOffset(TimeSpan.FromHours(2)));

        Assert.Equal(before + 1, subject.Version);
        Assert.Equal(Moments.Later, subject.UpdatedAt);
        Assert.Equal(TimeSpan.Zero, subject.UpdatedAt.Offset);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_verb_that_would_change_nothing_changes_nothing(string entity, string verb)
    {
        var (subject, act) = Find(entity, verb);
        act(subject, Moments.Noon);
        var before = Snapshot.Of(subject);

        // Some verbs do nothing the second time, some refuse; none may leave a trace.
        Record.Exception(() => act(subject, Moments.Later));

        Assert.Equal(before, Snapshot.Of(subject));
    }

    [Fact]
    public void Every_entity_with_verbs_of_its_own_is_among_the_cases()
    {
        string[] everywhere = ["Activate", "Deactivate"];
        string[] transitions =
        [
            "Start",
            "Complete",
            "Fail",
            "FailForGood",
            "Lose",
            "Release",
            "Cancel",
            "Skip",
            "Retry",
        ];
        var expected =
            from type in typeof(Entity).Assembly.GetTypes()
            where type.IsAssignableTo(typeof(Entity)) && !type.IsAbstract
            from verb in Verb.NamesOf(type).Except(everywhere).Except(transitions)
            select $"{type.Name}.{verb}";

        var found = Cases
            .Where(c => !everywhere.Contains(c.Verb.Name))
            .Select(c => $"{c.Prepare().GetType().Name}.{c.Verb.Name}");

        Assert.Equal(expected.Order(StringComparer.Ordinal), found.Order(StringComparer.Ordinal));
    }

    private static (Entity Subject, Action<Entity, DateTimeOffset> Act) Find(string entity, string verb)
    {
        var found = Cases.Single(c => c.Verb.Name == verb && c.Prepare().GetType().Name == entity);
        return (found.Prepare(), found.Verb.Act);
    }

    private static Automation NewAutomation() => new("Customer import", "Imports customers");

    private static Batch NewBatch() => new(new AutomationId(Guid.CreateVersion7()), "Q1");

    private static Item NewItem() => new(new BatchId(Guid.CreateVersion7()), 0);

    private static TEntity Paused<TEntity>(TEntity entity, Action<TEntity> act)
    {
        act(entity);
        return entity;
    }

    private static Case On<TEntity>(Func<TEntity> prepare, string name, Action<TEntity, DateTimeOffset> act)
        where TEntity : Entity => new(() => prepare(), Verb.Of(name, act));
}

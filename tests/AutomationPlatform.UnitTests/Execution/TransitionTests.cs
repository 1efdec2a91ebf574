using AutomationPlatform.Domain;
using AutomationPlatform.Domain.Execution;
using AutomationPlatform.Domain.Orchestration;

namespace AutomationPlatform.UnitTests.Execution;

/// <summary>Every verb of every entity that follows the lifecycle, from every status.</summary>
public class TransitionTests
{
    private sealed record Transition(Type Entity, Verb Verb, ExecutionStatus To, ExecutionStatus[]? OnlyFrom = null);

    private static readonly Transition[] Transitions =
    [
        Of<Run>("Start", (run, now) => run.Start(now), ExecutionStatus.Processing),
        Of<Run>("Complete", (run, now) => run.Complete(now), ExecutionStatus.Completed),
        Of<Run>("Fail", (run, now) => run.Fail("three items failed", now), ExecutionStatus.Failed),
        Of<Run>("Cancel", (run, now) => run.Cancel("not wanted", now), ExecutionStatus.Cancelled),
        Of<Run>("Retry", (run, now) => run.Retry("mended", now), ExecutionStatus.Retrying),
        Of<BatchExecution>("Start", (batch, now) => batch.Start(now), ExecutionStatus.Processing),
        Of<BatchExecution>("Complete", (batch, now) => batch.Complete(now), ExecutionStatus.Completed),
        Of<BatchExecution>("Fail", (batch, now) => batch.Fail(now), ExecutionStatus.Failed),
        Of<BatchExecution>("Cancel", (batch, now) => batch.Cancel(now), ExecutionStatus.Cancelled),
        Of<BatchExecution>("Skip", (batch, now) => batch.Skip(now), ExecutionStatus.Skipped),
        Of<BatchExecution>("Retry", (batch, now) => batch.Retry(now), ExecutionStatus.Retrying),
        Of<ItemExecution>("Start", (item, now) => item.Start(now), ExecutionStatus.Processing),
        Of<ItemExecution>("Complete", (item, now) => item.Complete(now), ExecutionStatus.Completed),
        Of<ItemExecution>("Fail", (item, now) => item.Fail("exit:1", "no", now), ExecutionStatus.Failed, Processing),
        Of<ItemExecution>(
            "FailForGood",
            (item, now) => item.FailForGood("bad", "no", now),
            ExecutionStatus.Failed,
            Processing
        ),
        Of<ItemExecution>(
            "Lose",
            (item, now) => item.Lose(oneAttempt: false, now),
            ExecutionStatus.Retrying,
            Processing
        ),
        Of<ItemExecution>("Release", (item, now) => item.Release(now), ExecutionStatus.Retrying, Processing),
        Of<ItemExecution>("Cancel", (item, now) => item.Cancel("not wanted", now), ExecutionStatus.Cancelled),
        Of<ItemExecution>("Skip", (item, now) => item.Skip("not needed", now), ExecutionStatus.Skipped),
        Of<ItemExecution>("Retry", (item, now) => item.Retry("mended", now), ExecutionStatus.Retrying, Failed),
        Of<OrchestrationInstance>("Start", (instance, now) => instance.Start(now), ExecutionStatus.Processing),
        Of<OrchestrationInstance>("Complete", (instance, now) => instance.Complete(now), ExecutionStatus.Completed),
        Of<OrchestrationInstance>("Fail", (instance, now) => instance.Fail(now), ExecutionStatus.Failed),
        Of<OrchestrationInstance>("Cancel", (instance, now) => instance.Cancel(now), ExecutionStatus.Cancelled),
        Of<OrchestrationInstance>("Skip", (instance, now) => instance.Skip(now), ExecutionStatus.Skipped),
        Of<OrchestrationInstance>("Retry", (instance, now) => instance.Retry(now), ExecutionStatus.Retrying),
    ];

    private static ExecutionStatus[] Processing => [ExecutionStatus.Processing];

    private static ExecutionStatus[] Failed => [ExecutionStatus.Failed];

    public static TheoryData<string, string, ExecutionStatus> Pairs =>
        [
            .. from transition in Transitions
            from status in Lifecycle.Statuses
            select (transition.Entity.Name, transition.Verb.Name, status),
        ];

    public static TheoryData<Type> Entities =>
        [typeof(Run), typeof(BatchExecution), typeof(ItemExecution), typeof(OrchestrationInstance)];

    [Theory]
    [MemberData(nameof(Pairs))]
    public void A_verb_takes_its_step_or_changes_nothing(string entity, string verb, ExecutionStatus from)
    {
        var transition = Transitions.Single(t => t.Entity.Name == entity && t.Verb.Name == verb);
        var subject = Subject.New(transition.Entity).In(from);
        var before = Snapshot.Of(subject);

        if (transition.OnlyFrom?.Contains(from) ?? Lifecycle.Allows(from, transition.To))
        {
            transition.Verb.Act(subject, Moments.Noon);
            AssertMoved(subject, transition.To);
        }
        else
        {
            var refusal = Assert.Throws<InvalidStateException>(() => transition.Verb.Act(subject, Moments.Noon));
            Assert.Equal((entity, subject.Key.ToString()), (refusal.Entity, refusal.Id));
            Assert.Equal((from.Name(), verb), (refusal.CurrentState, refusal.Operation));
            Assert.Equal(before, Snapshot.Of(subject));
        }
    }

    [Theory]
    [MemberData(nameof(Entities))]
    public void No_verb_is_missing_above(Type entity)
    {
        string[] withoutStep =
        [
            "Activate",
            "Deactivate",
            "Pause",
            "Resume",
            "RequestCancel",
            "Observe",
            "ObserveTrouble",
        ];

        Assert.Equal(
            Verb.NamesOf(entity).Except(withoutStep),
            Transitions
                .Where(transition => transition.Entity == entity)
                .Select(transition => transition.Verb.Name)
                .Order(StringComparer.Ordinal)
        );
    }

    private static void AssertMoved(Entity subject, ExecutionStatus to)
    {
        var facts = (dynamic)subject;
        Assert.Equal(to, Subject.StatusOf(subject));
        Assert.Equal(2, subject.Version);
        Assert.Equal(Moments.Noon, subject.UpdatedAt);
        Assert.Equal(to.IsFinished() ? Moments.Noon : (DateTimeOffset?)null, (DateTimeOffset?)facts.FinishedAt);
        Assert.Equal(
            to == ExecutionStatus.Processing ? Moments.Noon : (DateTimeOffset?)null,
            (DateTimeOffset?)facts.StartedAt
        );
    }

    private static Transition Of<TEntity>(
        string name,
        Action<TEntity, DateTimeOffset> act,
        ExecutionStatus to,
        ExecutionStatus[]? onlyFrom = null
    )
        where TEntity : Entity => new(typeof(TEntity), Verb.Of(name, act), to, onlyFrom);
}

using AutomationPlatform.Domain;
using AutomationPlatform.Domain.Execution;
using AutomationPlatform.Domain.Orchestration;
using AutomationPlatform.UnitTests.Execution;

namespace AutomationPlatform.UnitTests.Orchestration;

public class OrchestrationTests
{
    private static readonly Payload Words = Payload.Parse("""{"phase":"Running"}""");

    [Fact]
    public void The_duration_is_set_when_the_instance_ends()
    {
        var instance = Subject.Instance();
        instance.Start(Moments.Noon);
        Assert.Null(instance.DurationSeconds);
        instance.Complete(Moments.Noon.AddMilliseconds(1500));

        Assert.Equal(1.5, instance.DurationSeconds);
    }

    [Fact]
    public void An_instance_that_ended_before_it_began_has_no_duration()
    {
        var instance = Subject.Instance();
        instance.Skip(Moments.Noon);

        Assert.Null(instance.DurationSeconds);
    }

    [Fact]
    public void A_jump_takes_the_steps_between_at_the_same_instant()
    {
        var instance = Subject.Instance();

        instance.Observe(ExecutionStatus.Completed, Words, Moments.Noon);

        Assert.Equal(ExecutionStatus.Completed, instance.Status);
        Assert.Equal(
            (Moments.Noon, Moments.Noon, 0d),
            (instance.StartedAt, instance.FinishedAt, instance.DurationSeconds)
        );
        Assert.Equal(Words, instance.InstanceMetadata);
    }

    [Fact]
    public void An_observation_of_the_same_changes_nothing()
    {
        var instance = Subject.Instance();
        instance.Observe(ExecutionStatus.Processing, Words, Moments.Noon);
        var before = Snapshot.Of(instance);

        instance.Observe(ExecutionStatus.Processing, Payload.Parse(Words.Text), Moments.Later);

        Assert.Equal(before, Snapshot.Of(instance));
    }

    [Theory]
    [InlineData(Observation.Unknown)]
    [InlineData(Observation.Lost)]
    public void Trouble_is_recorded_and_the_status_stays(Observation trouble)
    {
        var instance = Subject.Instance();
        instance.Start(Moments.Noon);
        var evidence = Payload.Parse("""{"asked":"/job/7","answer":404}""");

        instance.ObserveTrouble(trouble, evidence, Moments.Later);

        Assert.Equal((trouble, ExecutionStatus.Processing), (instance.Observation, instance.Status));
        Assert.Equal(evidence, instance.InstanceMetadata);
        instance.Observe(ExecutionStatus.Processing, Words, Moments.Later);
        Assert.Equal(Observation.Ok, instance.Observation);
    }

    [Fact]
    public void Trouble_comes_with_its_evidence() =>
        Assert.Throws<ArgumentNullException>(() =>
            Subject.Instance().ObserveTrouble(Observation.Lost, null!, Moments.Noon)
        );

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("   ")]
    public void Names_of_an_engine_and_external_ids_are_not_empty(string? text)
    {
        Assert.Equal("Name", Assert.Throws<ValidationException>(() => new Engine(text!, "jenkins")).Field);
        Assert.Equal("Type", Assert.Throws<ValidationException>(() => new Engine("main", text!)).Field);
        var refusal = Assert.Throws<ValidationException>(() => new OrchestrationInstance(default, text!));
        Assert.Equal(("OrchestrationInstance", "ExternalId"), (refusal.Entity, refusal.Field));
    }

    [Fact]
    public void Names_of_an_engine_and_external_ids_are_trimmed_and_bounded()
    {
        var engine = new Engine("  main ", " jenkins\n");

        Assert.Equal(("main", "jenkins"), (engine.Name, engine.Type));
        Assert.Equal("7", new OrchestrationInstance(engine.Id, " 7 ").ExternalId);
        Assert.Throws<ValidationException>(() => new Engine(new string('n', 101), "jenkins"));
        Assert.Throws<ValidationException>(() => new Engine("main", new string('t', 51)));
        Assert.Throws<ValidationException>(() => new OrchestrationInstance(engine.Id, new string('x', 201)));
    }

    [Fact]
    public void A_link_says_when_it_was_made()
    {
        var (run, instance) = (Subject.Run(), Subject.Instance());

        var link = new RunOrchestration(run.Id, instance.Id, Moments.Noon.AddTicks(9).ToOffset(TimeSpan.FromHours(1)));

        Assert.Equal((run.Id, instance.Id, Moments.Noon), (link.RunId, link.OrchestrationInstanceId, link.AttachedAt));
    }
}

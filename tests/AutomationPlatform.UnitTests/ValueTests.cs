using System.Reflection;
using AutomationPlatform.Domain;
using AutomationPlatform.Domain.Definition;
using CsCheck;

namespace AutomationPlatform.UnitTests;

/// <summary>The small values that the whole domain shares.</summary>
public class ValueTests
{
    private static readonly DateTimeOffset Zero = new(1, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static TheoryData<Type> Ids =>
        [
            .. typeof(Entity)
                .Assembly.GetTypes()
                .Where(type =>
                    type.IsValueType
                    && type.GetInterfaces().Any(i => i.Name.StartsWith("IEntityId", StringComparison.Ordinal))
                ),
        ];

    [Fact]
    public void An_instant_is_cut_never_rounded_and_in_universal_time() =>
        Gen.Select(Gen.Long[0, DateTimeOffset.MaxValue.Ticks / 2], Gen.Int[-14, 14])
            .Sample(
                (ticks, hours) =>
                {
                    var given = Zero.AddTicks(ticks + TimeSpan.TicksPerDay).ToOffset(TimeSpan.FromHours(hours));
                    var instant = Instant.From(given);
                    Assert.Equal(TimeSpan.Zero, instant.Offset);
                    Assert.Equal(0, instant.Ticks % TimeSpan.TicksPerMicrosecond);
                    Assert.InRange((given - instant).Ticks, 0, TimeSpan.TicksPerMicrosecond - 1);
                    Assert.Equal(instant, Instant.From(instant));
                }
            );

    [Fact]
    public void The_present_comes_from_the_clock_that_is_given()
    {
        var clock = new Microsoft.Extensions.Time.Testing.FakeTimeProvider(Moments.Noon.AddTicks(5));

        Assert.Equal(Moments.Noon, Instant.Now(clock));
        Assert.Throws<ArgumentNullException>(() => Instant.Now(null!));
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void An_id_is_its_uuid_and_nothing_else(Type id)
    {
        var uuid = Guid.CreateVersion7();
        var from = id.GetMethod("From", BindingFlags.Static | BindingFlags.Public)!;
        var (one, same, other) = (Make(uuid), Make(uuid), Make(Guid.CreateVersion7()));

        Assert.Equal(one, same);
        Assert.Equal(one.GetHashCode(), same.GetHashCode());
        Assert.NotEqual(one, other);
        Assert.Equal(uuid.ToString("D"), one.ToString());

        object Make(Guid value) => from.Invoke(null, [value])!;
    }

    [Fact]
    public void Value_lists_are_equal_by_their_elements_in_order()
    {
        ValueList<string> list = ["a", "b"];
        ValueList<string> same = ["a", "b"];

        Assert.True(list.Equals(same) && list.Equals((object)same));
        Assert.Equal(list.GetHashCode(), same.GetHashCode());
        Assert.False(list.Equals(["b", "a"]) || list.Equals(["a"]) || list.Equals(null) || list.Equals("a"));
        Assert.Equal((2, "b"), (list.Count, list[1]));
        Assert.Equal(["a", "b"], list);
    }

    [Fact]
    public void A_value_list_does_not_follow_the_array_it_was_made_of()
    {
        string[] array = ["a"];
        var list = ValueList.Create<string>(array);
        array[0] = "b";

        Assert.Equal("a", list[0]);
    }

    [Fact]
    public void A_filter_keeps_its_conditions_in_order_and_is_never_changed()
    {
        var first = Filter.Where("status", "FAILED");
        var both = first.And("runId", 7);

        Assert.Equal([new("status", "FAILED")], first.Conditions);
        Assert.Equal([new("status", "FAILED"), new("runId", 7)], both.Conditions);
    }

    [Fact]
    public void Settings_are_equal_by_content_however_deep()
    {
        Assert.Equal(Settings("30"), Settings("30"));
        Assert.Equal(Settings("30").GetHashCode(), Settings("30").GetHashCode());
        Assert.NotEqual(Settings("30"), Settings("31"));
    }

    private static AutomationSettings Settings(string argument) =>
        new()
        {
            Key = "/id",
            Handler = new CommandHandlerDefinition(["sleep", argument]),
            Environment = [new NamedValue("LANG", "C.UTF-8")],
            Retry = new RetryPolicy { MaxAttempts = 3, Overrides = [new RetryOverride("http:429", 10)] },
            Limits = new ExecutionLimits(5, new Rate(50, TimeSpan.FromSeconds(1))),
            Inputs = [new InputFile("a.csv", "Q1", Payload.Parse("""{"quarter":1}"""))],
        };
}

using AutomationPlatform.Application.Orchestration;
using AutomationPlatform.Domain;

namespace AutomationPlatform.IntegrationTests.Engines;

/// <summary>Whatever Jenkins answers, nothing but trouble with an engine comes of it.</summary>
public sealed class JenkinsHostileTests : JenkinsTest
{
    [Fact]
    public async Task A_value_of_another_kind_anywhere_in_an_answer_is_trouble_with_the_engine_at_most()
    {
        await SubmitAsync(Order());
        var waiting = await SubmitAsync();
        var building = await SubmitAsync();
        Server.Build(132);
        var known = building with { ExternalId = "132/28" };
        Func<Task>[] members =
        [
            () => Client.TestAsync(Token),
            () => Client.SubmitAsync(waiting.Order, Token),
            () => Client.FindAsync(building.Order, Token),
            () => KeptAsync(waiting),
            () => KeptAsync(building),
            () => KeptAsync(known),
            () => Client.CancelAsync(known, round: 0, Token),
            () => Client.ReadLogAsync(building, part: 0, offset: 0, Token),
            () => Client.ListAsync(Token),
        ];
        var refused = 0;
        foreach (var member in members)
            refused += await HostileJson.TryAsync(member, twist => Server.Twist = twist);
        Assert.InRange(refused, 100, int.MaxValue);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("\"fine\"")]
    [InlineData("<html>Sign in</html>")]
    [InlineData("")]
    [InlineData("{\"items\":[],\"allBuilds\":[}")]
    public async Task An_answer_that_is_no_object_is_unclear_and_never_says_that_there_is_no_job(string body)
    {
        var order = Order();
        Server.Twist = _ => body;
        await RefusedAsync(EngineTrouble.Unclear, "no JSON object", () => Client.FindAsync(order, Token));
    }

    [Theory]
    [InlineData("{}", "items is missing")]
    [InlineData("{\"items\":[]}", "allBuilds is missing")]
    [InlineData("{\"items\":{}}", "items is no list")]
    [InlineData("{\"items\":[],\"allBuilds\":[7]}", "allBuilds holds what is no object")]
    public async Task An_answer_without_the_list_that_was_asked_for_is_not_taken_for_an_empty_one(
        string body,
        string words
    )
    {
        Server.Twist = _ => body;
        await RefusedAsync(EngineTrouble.Unclear, words, () => Client.FindAsync(Order(), Token));
    }

    [Fact]
    public async Task A_result_that_nobody_knows_and_an_end_that_nobody_tells_are_unclear()
    {
        var job = await SubmitAsync();
        Server.Build(130).End("SPLENDID");
        await RefusedAsync(EngineTrouble.Unclear, "'SPLENDID'", () => Client.GetAsync(job, Token));
        Server.Twist = text => text.Replace("\"building\"", "\"was\"");
        await RefusedAsync(EngineTrouble.Unclear, "building is missing", () => Client.GetAsync(job, Token));
    }

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("130/")]
    [InlineData("130/28/1")]
    [InlineData("-1")]
    [InlineData("99999999999999999999")]
    [InlineData("../../job/other/1")]
    public async Task An_id_that_is_none_of_its_own_is_trouble_and_asks_nothing(string externalId)
    {
        var job = new EngineJob(Order(), externalId, CancelRequested: false);
        await RefusedAsync(EngineTrouble.Unclear, $"recorded as '{externalId}'", () => Client.GetAsync(job, Token));
        Assert.Empty(Server.Asked);
    }

    // What is reported must be possible to keep.
    private async Task KeptAsync(EngineJob job)
    {
        var report = await ReportAsync(job);
        Payload.From(InstanceMetadata.Of(report).ToPayload().Element);
    }
}

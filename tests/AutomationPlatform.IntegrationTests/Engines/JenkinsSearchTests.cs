using AutomationPlatform.Application.Orchestration;
using AutomationPlatform.Domain.Execution;
using Microsoft.AspNetCore.Http;

namespace AutomationPlatform.IntegrationTests.Engines;

/// <summary>Jenkins is searched for builds that carry our id, wherever they are.</summary>
public sealed class JenkinsSearchTests : JenkinsTest
{
    [Fact]
    public async Task A_submission_is_found_in_the_queue_and_among_builds_and_no_other_is()
    {
        var order = Order();
        Assert.Empty(await Client.FindAsync(order, Token));
        await SubmitAsync();
        await Client.SubmitAsync(order, Token);
        Assert.Equal(["131"], await Client.FindAsync(order, Token));
        Server.Begin(131);
        Assert.Equal(["131/28"], await Client.FindAsync(order, Token));
    }

    [Fact]
    public async Task What_becomes_a_build_while_it_is_searched_for_is_found()
    {
        var order = Order();
        await Client.SubmitAsync(order, Token);
        var asked = 0;
        Server.Before = _ =>
        {
            if (++asked == 2)
                Server.Begin(130);
            return Task.FromResult(false);
        };
        Assert.Equal(["130/28"], await Client.FindAsync(order, Token));
    }

    [Fact]
    public async Task A_build_whose_queue_item_has_vanished_is_found_by_our_id()
    {
        var job = await SubmitAsync();
        Server.Begin(130);
        Clock.Advance(TimeSpan.FromMinutes(5));

        Assert.Equal("130/28", (await ReportAsync(job)).Continuation);
    }

    [Fact]
    public async Task A_build_is_found_however_many_came_after_it()
    {
        var job = await SubmitAsync();
        Server.Begin(130);
        BuildOthers(250);
        Clock.Advance(TimeSpan.FromMinutes(5));

        Assert.Equal("130/28", (await ReportAsync(job)).Continuation);
        Assert.Equal(["130/28"], await Client.FindAsync(job.Order, Token));
    }

    [Fact]
    public async Task The_search_goes_no_further_back_than_our_id_is_old()
    {
        BuildOthers(250);
        Clock.Advance(TimeSpan.FromDays(1) + TimeSpan.FromSeconds(1));
        Assert.Empty(await Client.FindAsync(Order(), Token));
        Assert.Equal(1, Server.Asked.Count(each => each.Contains("allBuilds", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_build_that_may_be_beyond_what_is_searched_is_not_said_to_be_missing()
    {
        var others = Enumerable.Repeat(
            new
            {
                number = 1,
                queueId = 1,
                timestamp = Now.ToUnixTimeMilliseconds(),
            },
            100
        );
        var pages = 0;
        Server.Before = async context =>
        {
            if (!context.Request.Query["tree"].ToString().StartsWith("allBuilds", StringComparison.Ordinal))
                return false;
            pages++;
            await context.Response.WriteAsJsonAsync(new { allBuilds = others });
            return true;
        };
        var order = Order();
        await RefusedAsync(
            EngineTrouble.Unclear,
            $"none of the last 10000 builds carries APC_SUBMISSION {order.Id}",
            () => Client.FindAsync(order, Token)
        );
        Assert.Equal(100, pages);
    }

    [Fact]
    public async Task A_build_that_is_nowhere_is_missing()
    {
        var job = await SubmitAsync();
        Server.Renumber(130, 7);
        await Client.CancelAsync(job, round: 0, Token);
        Clock.Advance(TimeSpan.FromMinutes(5));
        await RefusedAsync(
            EngineTrouble.Missing,
            $"GET {Server.Url}queue/item/130/ and the builds of {Server.Url}job/ops/job/nightly/: 404",
            () => Client.GetAsync(job, Token)
        );
    }

    [Fact]
    public async Task An_item_that_got_another_number_is_the_same_job_until_its_end()
    {
        var job = await SubmitAsync();
        var waiting = await ReportAsync(job);
        Server.Renumber(130, 7);
        var renumbered = await ReportAsync(job);
        Assert.Equal((ExecutionStatus.Pending, "130"), (renumbered.Status, renumbered.Continuation));
        Server.Build(7).End("SUCCESS");
        var ended = await ReportAsync(job);
        Assert.Equal((ExecutionStatus.Completed, "130/28"), (ended.Status, ended.Continuation));
        Assert.Equal([waiting.ExternalId, waiting.ExternalId], [renumbered.ExternalId, ended.ExternalId]);
    }

    [Fact]
    public async Task A_number_of_the_queue_that_is_given_again_makes_another_instance()
    {
        var first = await ReportAsync(await SubmitAsync());
        Server.Renumber(130, 7);
        Server.NextItem = 130;
        var second = await ReportAsync(await SubmitAsync());
        Assert.NotEqual(first.ExternalId, second.ExternalId);
    }

    [Fact]
    public async Task A_build_that_somebody_built_again_is_the_one_that_was_queued_for_us()
    {
        var job = await SubmitAsync();
        Server.Begin(130);
        var again = new ServedItem(140, Server["ops/nightly"], Server.Items[0].Parameters);
        Server["ops/nightly"].Build(again, Clock.GetUtcNow());
        Clock.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal("130/28", (await ReportAsync(job)).Continuation);
    }

    [Fact]
    public async Task What_carries_our_mark_is_listed_from_the_queue_and_from_every_folder()
    {
        foreach (var path in (string[])["plain", "ops/site/feature%2Fx", "a/b/c/d/e/f/g"])
            Server.Add(path);
        var nightly = await SubmitAsync();
        Server.Build(130);
        var branch = await SubmitAsync(Order("ops/site/feature%2Fx"));
        Server.Build(131).End("FAILURE");
        var deep = await SubmitAsync(Order("a/b/c/d/e/f/g"));
        Server.Begin(132);
        var waiting = await SubmitAsync(Order("plain"));
        BuildOthers(3);

        Assert.True(Client.Capabilities.Lists);
        Assert.Equal(
            [
                new MarkedJob("a/b/c/d/e/f/g #28", deep.Order.Id, "building", IsOpen: true),
                new MarkedJob("ops/nightly #28", nightly.Order.Id, "building", IsOpen: true),
                new MarkedJob("ops/site/feature%2Fx #28", branch.Order.Id, "FAILURE", IsOpen: false),
                new MarkedJob(
                    "queue item 133 of plain",
                    waiting.Order.Id,
                    "queued: Waiting for next available executor",
                    IsOpen: true
                ),
            ],
            await Client.ListAsync(Token)
        );
    }

    [Fact]
    public async Task What_leaves_the_queue_while_it_is_listed_is_listed_once()
    {
        await SubmitAsync();
        Server.Before = context =>
        {
            if (context.Request.Path.Value == "/api/json")
                Server.Begin(130);
            return Task.FromResult(false);
        };
        Assert.Equal("ops/nightly #28", Assert.Single(await Client.ListAsync(Token)).ExternalId);
    }

    [Fact]
    public async Task A_branch_goes_on_the_wire_with_its_name_escaped_twice()
    {
        Server.Add("ops/site/feature%2Fx");
        var job = await SubmitAsync(Order("ops/site/feature%2Fx"));
        Server.Build(130).End("SUCCESS");
        Assert.Equal(ExecutionStatus.Completed, (await ReportAsync(job)).Status);
        Assert.Contains("POST /job/ops/job/site/job/feature%252Fx/buildWithParameters?delay=0sec", Server.Asked);
    }

    // Those of people, who start builds of the job too.
    private void BuildOthers(int count)
    {
        var job = Server["ops/nightly"];
        for (var other = 0; other < count; other++)
            job.Build(new ServedItem(1_000 + other, job, new() { ["region"] = "us" }), Clock.GetUtcNow());
    }
}

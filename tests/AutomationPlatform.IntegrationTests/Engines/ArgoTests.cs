using System.Text.Json;
using System.Text.Json.Nodes;
using AutomationPlatform.Application.Orchestration;
using AutomationPlatform.Domain;
using AutomationPlatform.Domain.Execution;
using AutomationPlatform.JsonSchema;
using Microsoft.AspNetCore.Http;

namespace AutomationPlatform.IntegrationTests.Engines;

/// <summary>Argo Workflows, by a server that keeps workflows as Argo's does.</summary>
public sealed class ArgoTests : IAsyncLifetime
{
    private static readonly CancellationToken Token = CancellationToken.None;

    private readonly string tokenFile = Path.GetTempFileName();
    private ArgoServer server = null!;
    private IEngineClient client = null!;

    public async ValueTask InitializeAsync()
    {
        await File.WriteAllTextAsync(tokenFile, ArgoServer.Token);
        server = await ArgoServer.StartAsync();
        client = Open();
    }

    // Each with a breaker of its own.
    private IEngineClient Open() =>
        TestedClient.Open(
            "argo",
            server.Url,
            tokenFile,
            ("namespace", "flows"),
            ("image", "registry.example.org/apc:1"),
            ("databaseSecret", "apc-database"),
            ("serviceAccount", "runner")
        );

    public async ValueTask DisposeAsync()
    {
        await server.DisposeAsync();
        File.Delete(tokenFile);
    }

    [Fact]
    public async Task A_workflow_that_is_submitted_twice_is_one()
    {
        var order = FromTemplate();

        var first = await client.SubmitAsync(order, Token);
        Assert.Equal(first, await client.SubmitAsync(order, Token));

        Assert.Equal(1, server.Count);
        Assert.Equal([order.Name], await client.FindAsync(order, Token));
        Assert.Empty(await client.FindAsync(FromTemplate(), Token));
        Assert.Equal(order.Id, Assert.Single(await client.ListAsync(Token)).SubmissionId);
    }

    [Theory]
    [InlineData("", ExecutionStatus.Pending)]
    [InlineData("Running", ExecutionStatus.Processing)]
    [InlineData("Succeeded", ExecutionStatus.Completed)]
    [InlineData("Failed", ExecutionStatus.Failed)]
    [InlineData("Error", ExecutionStatus.Failed)]
    public async Task Phases_are_told_in_our_words(string phase, ExecutionStatus status)
    {
        var job = await SubmitAsync(FromTemplate());
        server.SetPhase(job.ExternalId, phase);

        var report = Assert.Single(await client.GetAsync(job, Token));

        Assert.Equal(status, report.Status);
        Assert.Equal($"{server.Url}workflows/flows/{job.ExternalId}", report.Url);
    }

    [Fact]
    public async Task A_phase_that_nobody_knows_is_unclear_and_its_workflow_is_listed_as_open_and_its_log_read()
    {
        var job = await SubmitAsync(FromTemplate());
        server.SetPhase(job.ExternalId, "Sulking");
        await IsUnclearAsync("the phase 'Sulking'", job);
        Assert.True(Assert.Single(await client.ListAsync(Token)).IsOpen);
        Assert.Equal("", (await client.ReadLogAsync(job, part: 0, offset: 0, Token)).Text);

        var shards = await SubmitAsync(TestedClient.Shards(1));
        server.SetPhase(shards.ExternalId, "Running");
        server.AddPod(shards.ExternalId, 1, "Pouting", shard: 0);
        await IsUnclearAsync("the phase 'Pouting'", shards);
    }

    private async Task IsUnclearAsync(string said, EngineJob job)
    {
        var unclear = await Assert.ThrowsAsync<EngineException>(() => client.GetAsync(job, Token));
        Assert.Equal(EngineTrouble.Unclear, unclear.Trouble);
        Assert.Contains(said, unclear.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(500)]
    public async Task What_was_stopped_is_cancelled_though_the_engine_calls_it_failed(int nothingToStop)
    {
        server.NothingToStop = nothingToStop;
        var job = await SubmitAsync(FromTemplate());
        await client.CancelAsync(job, round: 0, Token);
        Assert.Equal("Stop", server[job.ExternalId]["spec"]!["shutdown"]!.GetValue<string>());
        Assert.Equal(ExecutionStatus.Cancelled, Assert.Single(await client.GetAsync(job, Token)).Status);

        await client.CancelAsync(job, round: 1, Token);
        Assert.Equal("Stop", server[job.ExternalId]["spec"]!["shutdown"]!.GetValue<string>());
    }

    [Fact]
    public async Task Every_workflow_with_our_label_is_listed_page_by_page()
    {
        server.PageSize = 2;
        var jobs = new List<EngineJob>();
        foreach (var phase in (string[])["Running", "Succeeded", "Failed", "", "Error"])
        {
            jobs.Add(await SubmitAsync(FromTemplate()));
            server.SetPhase(jobs[^1].ExternalId, phase);
        }

        var listed = await client.ListAsync(Token);

        Assert.Equal(jobs.Select(job => job.Order.Id).Order(), listed.Select(job => job.SubmissionId).Order());
        Assert.Equal(2, listed.Count(job => job.IsOpen));
        Assert.Contains(
            server.Asked,
            asked => asked.Contains("labelSelector=apc.io%2Fsubmission&", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task A_report_has_the_revision_from_which_the_server_tells_of_changes()
    {
        var job = await SubmitAsync(FromTemplate());
        var before = Assert.Single(await client.GetAsync(job, Token)).Revision;
        Assert.Equal((string?)server[job.ExternalId]["metadata"]!["resourceVersion"], before);
        server.SetPhase(job.ExternalId, "Running");
        Assert.NotEqual(before, Assert.Single(await client.GetAsync(job, Token)).Revision);
        await client.WaitForChangeAsync(job, before!, Token);
    }

    [Fact]
    public async Task A_parameter_cannot_name_another_run()
    {
        var order = TestedClient.Whole("""{"template":"nightly","parameters":{"apc-run-id":"mine","region":"eu"}}""");
        await SubmitAsync(order);
        Assert.Equal(
            [$"apc-run-id={order.RunId}", "region=eu"],
            Assert.Single(server.Bodies).Body["submitOptions"]!["parameters"]!.AsArray().Select(each => (string)each!)
        );
    }

    [Theory]
    [InlineData(401, 16, EngineTrouble.Forbidden)]
    [InlineData(403, 7, EngineTrouble.Forbidden)]
    [InlineData(404, 5, EngineTrouble.Missing)]
    [InlineData(400, 3, EngineTrouble.Refused)]
    [InlineData(429, 8, EngineTrouble.Busy)]
    [InlineData(501, 12, EngineTrouble.Unclear)]
    public async Task What_the_server_refuses_is_told_with_its_words(int status, int code, EngineTrouble trouble)
    {
        var job = new EngineJob(FromTemplate(), "apc-1", CancelRequested: false);
        server.Before = Answer(status, $$"""{"code":{{code}},"message":"because of that"}""");
        foreach (
            var ask in (Func<IEngineClient, Task>[])
                [
                    each => each.GetAsync(job, Token),
                    each => each.SubmitAsync(job.Order, Token),
                    each => each.CancelAsync(job, round: 0, Token),
                    each => each.ReadLogAsync(job, 0, 0, Token),
                    each => each.WaitForChangeAsync(job, "1", Token),
                    each => each.ListAsync(Token),
                ]
        )
        {
            var refused = await Assert.ThrowsAsync<EngineException>(() => ask(Open()));
            Assert.Equal(trouble, refused.Trouble);
            Assert.Contains("because of that", refused.Message, StringComparison.Ordinal);
            Assert.DoesNotContain(ArgoServer.Token, refused.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("""{"metadata":7,"spec":[],"status":"Running"}""")]
    [InlineData("""{"metadata":{"resourceVersion":{}},"spec":{"shutdown":1},"status":{"phase":null,"nodes":[1]}}""")]
    [InlineData("""{"status":{"phase":"Running","message":"\ud800","nodes":{"a":null,"b":{"type":"Pod","id":7}}}}""")]
    [InlineData(
        """{"\ud800":1,"status":{"nodes":{"a":{"type":"Retry","children":{},"inputs":{"parameters":[7,{"name":"index","value":0}]}}}}}"""
    )]
    [InlineData("""{"status":{"phase":"Running","message":"\u0000","progress":{"x":1,"x":2}}}""")]
    public async Task A_workflow_of_any_shape_breaks_nothing(string body)
    {
        var job = new EngineJob(FromTemplate(), "apc-1", CancelRequested: false);
        var shards = new EngineJob(TestedClient.Shards(2), "apc-2", CancelRequested: false);
        server.Before = Answer(200, body);
        var report = Assert.Single(await client.GetAsync(job, Token));
        Assert.True(report.Status.IsActive());
        Assert.DoesNotContain('\0', report.State + report.Message + report.Words);
        Assert.Equal(2, (await client.GetAsync(shards, Token)).Count);
        Assert.Equal("", (await client.ReadLogAsync(job, 0, 0, Token)).Text);
    }

    [Theory]
    [InlineData("""["Running"]""", """the phase '["Running"]'""")]
    [InlineData("7", "the phase '7'")]
    [InlineData("\"a\\u0000b\"", "the phase 'a b'")]
    public async Task A_phase_of_another_kind_is_unclear(string phase, string said)
    {
        server.Before = Answer(200, $$$"""{"status":{"phase":{{{phase}}}}}""");
        await IsUnclearAsync(said, new EngineJob(FromTemplate(), "apc-1", CancelRequested: false));
    }

    [Theory]
    [InlineData("""{"items":{"a":1},"metadata":7}""")]
    [InlineData("""{"items":[null,1,{"metadata":[]},{"metadata":{"name":7}}],"metadata":{"continue":1}}""")]
    public async Task A_list_of_any_shape_is_empty_at_worst(string body)
    {
        server.Before = Answer(200, body);
        Assert.Empty(await client.ListAsync(Token));
    }

    [Fact]
    public async Task Each_shard_stands_as_its_node_does()
    {
        var job = await SubmitAsync(TestedClient.Shards(4));
        Assert.All(await client.GetAsync(job, Token), report => Assert.Equal(ExecutionStatus.Pending, report.Status));
        server.SetPhase(job.ExternalId, "Running");
        server.AddNode(job.ExternalId, 0, "Pod", "Succeeded");
        server.AddNode(job.ExternalId, 1, "Pod", "Failed");
        server.AddNode(job.ExternalId, 1, "Retry", "Running", "first", "second");
        server.AddNode(job.ExternalId, 2, "Pod", "Running");

        var reports = await client.GetAsync(job, Token);

        Assert.Equal(
            [ExecutionStatus.Completed, ExecutionStatus.Retrying, ExecutionStatus.Processing, ExecutionStatus.Pending],
            reports.Select(report => report.Status)
        );
        Assert.Equal(["node-0", "node-1", "node-2", null], reports.Select(report => report.Node));
        Assert.Equal([$"{job.ExternalId}/0", $"{job.ExternalId}/3"], [reports[0].ExternalId, reports[3].ExternalId]);
    }

    [Fact]
    public async Task Nothing_that_is_sent_holds_the_databases_url()
    {
        await SubmitAsync(TestedClient.Shards(2));
        var body = Assert.Single(server.Bodies).Body.ToJsonString();
        Assert.Contains("\"secretName\":\"apc-database\"", body, StringComparison.Ordinal);
        Assert.Contains("file:/etc/apc/database/url", body, StringComparison.Ordinal);
        Assert.DoesNotContain("postgres", body, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_definition_that_says_nothing_to_run_is_refused_before_anything_is_sent()
    {
        var order = FromTemplate() with { Parameters = Payload.Parse("{}") };
        var refused = await Assert.ThrowsAsync<EngineException>(() => client.SubmitAsync(order, Token));
        Assert.Contains("template, clusterTemplate or spec", refused.Message, StringComparison.Ordinal);
        Assert.Empty(server.Bodies);
    }

    [Fact]
    public async Task A_token_that_is_wrong_is_told_by_the_test_of_the_connection()
    {
        Assert.Equal("version v3.7.0, namespace flows", await client.TestAsync(Token));
        await File.WriteAllTextAsync(tokenFile, "wrong");
        var refused = await Assert.ThrowsAsync<EngineException>(() => client.TestAsync(Token));
        Assert.Equal(EngineTrouble.Forbidden, refused.Trouble);
        Assert.Contains($"file:{tokenFile}", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_body_is_what_the_description_of_the_api_asks_for()
    {
        var definitions = ApiDefinitions("argo-openapi.json");
        var job = await SubmitAsync(FromTemplate());
        await SubmitAsync(TestedClient.Shards(3));
        await SubmitAsync(Inline());
        await client.CancelAsync(job, round: 0, Token);
        Assert.Equal(4, server.Bodies.Count);

        foreach (var (asked, body) in server.Bodies)
        {
            var name =
                asked.EndsWith("/submit", StringComparison.Ordinal) ? "WorkflowSubmitRequest"
                : asked.EndsWith("/stop", StringComparison.Ordinal) ? "WorkflowStopRequest"
                : "WorkflowCreateRequest";
            var schema = new JsonObject
            {
                ["$ref"] = $"#/definitions/io.argoproj.workflow.v1alpha1.{name}",
                ["definitions"] = definitions.DeepClone(),
            };
            var compiled = CompiledSchema.Compile(schema.ToJsonString());
            Assert.False(compiled.IsValid(JsonSerializer.SerializeToElement(new { namespaec = "flows" })));
            var errors = compiled.Evaluate(JsonSerializer.SerializeToElement(body)).Violations;
            Assert.True(errors.Count == 0, $"{asked}: {string.Join("; ", errors)}\n{body}");
        }
    }

    // Tightened: what the description does not know is an error, as with the real server's own client.
    private static JsonObject ApiDefinitions(string file)
    {
        var definitions = JsonNode.Parse(File.ReadAllText(SharedSpecification.PathOf(file)))![
            "definitions"
        ]!.AsObject();
        foreach (var (_, definition) in definitions)
            if (
                definition is JsonObject known
                && known.ContainsKey("properties")
                && !known.ContainsKey("additionalProperties")
            )
                known["additionalProperties"] = false;
        return (JsonObject)definitions.DeepClone();
    }

    private static Func<HttpContext, Task<bool>> Answer(int status, string body) =>
        async context =>
        {
            context.Response.StatusCode = status;
            context.Response.ContentType = "application/json";
            await context.Response.WriteAsync(body);
            return true;
        };

    private async Task<EngineJob> SubmitAsync(EngineOrder order) =>
        new(order, await client.SubmitAsync(order, Token), CancelRequested: false);

    private static EngineOrder FromTemplate() =>
        TestedClient.Whole("""{"template":"nightly","parameters":{"region":"eu","days":3}}""");

    private static EngineOrder Inline() =>
        TestedClient.Whole("""{"spec":{"entrypoint":"a","templates":[{"name":"a","container":{"image":"alpine"}}]}}""");
}

using System.Text.Json;
using System.Text.Json.Nodes;
using AutomationPlatform.Application.Orchestration;
using AutomationPlatform.Domain;
using AutomationPlatform.Domain.Execution;
using AutomationPlatform.JsonSchema;

namespace AutomationPlatform.IntegrationTests.Engines;

/// <summary>Airflow, by a server that keeps DAG runs as its API does.</summary>
public sealed class AirflowTests : IAsyncLifetime
{
    private static readonly CancellationToken Token = CancellationToken.None;

    private readonly string credentialFile = Path.GetTempFileName();
    private AirflowServer server = null!;
    private IEngineClient client = null!;

    public async ValueTask InitializeAsync()
    {
        await File.WriteAllTextAsync(credentialFile, $"{AirflowServer.User}:{AirflowServer.Password}");
        server = await AirflowServer.StartAsync();
        client = TestedClient.Open("airflow", server.Url, credentialFile);
    }

    public async ValueTask DisposeAsync()
    {
        await server.DisposeAsync();
        File.Delete(credentialFile);
    }

    [Fact]
    public async Task A_run_that_is_triggered_twice_is_one()
    {
        var order = Order();
        Assert.Empty(await client.FindAsync(order, Token));
        Assert.Equal(order.Name, await client.SubmitAsync(order, Token));
        Assert.Equal(order.Name, await client.SubmitAsync(order, Token));
        Assert.Equal(1, server.Runs);
        Assert.Equal([order.Name], await client.FindAsync(order, Token));
    }

    [Theory]
    [InlineData("queued", false, ExecutionStatus.Pending)]
    [InlineData("running", true, ExecutionStatus.Processing)]
    [InlineData("success", true, ExecutionStatus.Completed)]
    [InlineData("failed", false, ExecutionStatus.Failed)]
    [InlineData("failed", true, ExecutionStatus.Cancelled)]
    public async Task States_are_told_in_our_words(string state, bool cancelRequested, ExecutionStatus status)
    {
        var order = Order();
        await client.SubmitAsync(order, Token);
        server["nightly", order.Name] = state;
        var report = Assert.Single(await client.GetAsync(new EngineJob(order, order.Name, cancelRequested), Token));
        Assert.Equal((status, state), (report.Status, report.State));
        Assert.Equal($"{server.Url}dags/nightly/runs/{order.Name}", report.Url);
    }

    [Theory]
    [InlineData("queued", "failed")]
    [InlineData("running", "failed")]
    [InlineData("success", "success")]
    public async Task Cancelling_sets_a_run_to_failed_unless_it_has_ended(string before, string after)
    {
        var order = Order();
        await client.SubmitAsync(order, Token);
        server["nightly", order.Name] = before;
        await client.CancelAsync(new EngineJob(order, order.Name, CancelRequested: true), round: 0, Token);
        Assert.Equal(after, server["nightly", order.Name]);
    }

    [Fact]
    public async Task A_token_that_has_expired_is_asked_for_anew()
    {
        Assert.Equal("version 3.1.0", await client.TestAsync(Token));
        server.ValidToken = "second";
        Assert.Equal("version 3.1.0", await client.TestAsync(Token));
        Assert.Equal(2, server.Asked.Count(asked => asked == "POST /auth/token"));
    }

    [Fact]
    public async Task A_password_that_was_changed_holds_at_once_and_a_wrong_one_is_told()
    {
        await client.TestAsync(Token);
        await File.WriteAllTextAsync(credentialFile, $"{AirflowServer.User}:other");
        var refused = await Assert.ThrowsAsync<EngineException>(() => client.TestAsync(Token));
        Assert.Equal(EngineTrouble.Forbidden, refused.Trouble);
        Assert.Contains("does not accept user and password", refused.Message, StringComparison.Ordinal);
        Assert.Contains($"file:{credentialFile}", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("other", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ids_with_letters_that_mean_something_in_an_address_reach_the_dag()
    {
        server.Dags["etl/a+b c"] = false;
        var order = TestedClient.Whole("""{"dag":"etl/a+b c"}""");
        var job = new EngineJob(order, await client.SubmitAsync(order, Token), CancelRequested: false);
        Assert.Equal("queued", Assert.Single(await client.GetAsync(job, Token)).State);
        Assert.Contains(server.Asked, asked => asked.Contains("/etl%2Fa", StringComparison.Ordinal));
        Assert.Equal($"etl/a+b c/{order.Name}", Assert.Single(await client.ListAsync(Token)).ExternalId);
    }

    [Fact]
    public async Task Every_run_with_our_name_is_listed_page_by_page()
    {
        server.PageSize = 2;
        var orders = new List<EngineOrder>();
        foreach (var state in (string[])["queued", "running", "success", "failed", "queued"])
        {
            orders.Add(Order());
            await client.SubmitAsync(orders[^1], Token);
            server["nightly", orders[^1].Name] = state;
        }
        server["nightly", "apc-of-somebody-else"] = "running";
        server["nightly", "manual__2026"] = "running";

        var listed = await client.ListAsync(Token);

        Assert.Equal(orders.Select(order => order.Id).Order(), listed.Select(job => job.SubmissionId).Order());
        Assert.Equal(3, listed.Count(job => job.IsOpen));
        Assert.All(listed, job => Assert.StartsWith("nightly/apc-", job.ExternalId, StringComparison.Ordinal));
        Assert.Contains(server.Asked, asked => asked.Contains("run_id_pattern=apc-%25", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("nosuch", "version 3.1.0; warning: there is no DAG 'nosuch'")]
    [InlineData("waits", "version 3.1.0; warning: the DAG 'waits' for shards is paused")]
    [InlineData("apc_shard", "version 3.1.0, shards by DAG 'apc_shard'")]
    public async Task The_test_of_the_connection_tells_what_would_keep_shards_from_running(string dag, string says)
    {
        server.Dags["waits"] = true;
        var shards = TestedClient.Open("airflow", server.Url, credentialFile, ("shardDag", dag));
        Assert.StartsWith(says, await shards.TestAsync(Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_definition_without_a_dag_is_refused()
    {
        var order = Order() with { Parameters = Payload.Parse("{}") };
        var refused = await Assert.ThrowsAsync<EngineException>(() => client.SubmitAsync(order, Token));
        Assert.Equal(EngineTrouble.Refused, refused.Trouble);
        Assert.Empty(server.Bodies);
    }

    [Fact]
    public async Task A_configuration_cannot_name_another_run()
    {
        var order = TestedClient.Whole("""{"dag":"nightly","conf":{"apc_run_id":"mine","region":"eu"}}""");
        await client.SubmitAsync(order, Token);
        var conf = Assert.Single(server.Bodies).Body["conf"]!;
        Assert.Equal((order.RunId.ToString(), "eu"), ((string)conf["apc_run_id"]!, (string)conf["region"]!));
    }

    [Fact]
    public async Task Every_body_is_what_the_description_of_the_api_asks_for()
    {
        var schemas = ApiSchemas();
        var order = Order();
        await client.SubmitAsync(order, Token);
        await client.CancelAsync(new EngineJob(order, order.Name, CancelRequested: true), round: 0, Token);
        Assert.Equal(2, server.Bodies.Count);

        foreach (var (name, body) in server.Bodies)
        {
            var schema = new JsonObject { ["$ref"] = $"#/components/schemas/{name}" };
            schema["components"] = new JsonObject { ["schemas"] = schemas.DeepClone() };
            var compiled = CompiledSchema.Compile(schema.ToJsonString());
            Assert.False(compiled.IsValid(JsonSerializer.SerializeToElement(new { dag_runid = "x" })));
            var violations = compiled.Evaluate(JsonSerializer.SerializeToElement(body)).Violations;
            Assert.True(violations.Count == 0, $"{name}: {string.Join("; ", violations)}\n{body}");
        }
    }

    private static JsonObject ApiSchemas() =>
        SharedSpecification.Yaml("airflow-openapi-v2.yaml")["components"]!["schemas"]!.AsObject();

    private static EngineOrder Order() => TestedClient.Whole("""{"dag":"nightly","conf":{"region":"eu"}}""");
}

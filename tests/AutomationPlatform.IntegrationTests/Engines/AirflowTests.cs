using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using AutomationPlatform.Application.Orchestration;
using AutomationPlatform.Domain;
using AutomationPlatform.Domain.Execution;
using AutomationPlatform.IntegrationTests.Handlers;
using AutomationPlatform.JsonSchema;
using Microsoft.AspNetCore.Http;
using YamlDotNet.RepresentationModel;

namespace AutomationPlatform.IntegrationTests.Engines;

/// <summary>Airflow, by a server that keeps DAG runs as its API does.</summary>
public sealed class AirflowTests : IAsyncLifetime
{
    private static readonly CancellationToken Token = CancellationToken.None;

    private readonly string credentialFile = Path.GetTempFileName();
    private readonly ConcurrentDictionary<string, string> states = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<(string Schema, JsonNode Body)> bodies = new();
    private string validToken = "first";
    private HttpService server = null!;
    private IEngineClient client = null!;

    public async ValueTask InitializeAsync()
    {
        await File.WriteAllTextAsync(credentialFile, "ada:secret");
        server = await HttpService.StartAsync();
        server.Answer = AnswerAsync;
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
        Assert.Single(states);
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
        states[order.Name] = state;
        var report = Assert.Single(await client.GetAsync(new EngineJob(order, order.Name, cancelRequested), Token));
        Assert.Equal((status, state), (report.Status, report.State));
        Assert.Equal($"{server.Url}dags/nightly/runs/{order.Name}", report.Url);
    }

    [Fact]
    public async Task Cancelling_sets_the_run_to_failed()
    {
        var order = Order();
        await client.SubmitAsync(order, Token);
        await client.CancelAsync(new EngineJob(order, order.Name, CancelRequested: true), round: 0, Token);
        Assert.Equal("failed", states[order.Name]);
    }

    [Fact]
    public async Task A_token_that_has_expired_is_asked_for_anew()
    {
        Assert.Equal("version 3.1.0", await client.TestAsync(Token));
        validToken = "second";
        Assert.Equal("version 3.1.0", await client.TestAsync(Token));
        await File.WriteAllTextAsync(credentialFile, "ada:wrong");
        validToken = "third";
        var refused = await Assert.ThrowsAsync<EngineException>(() => client.TestAsync(Token));
        Assert.Equal(EngineTrouble.Forbidden, refused.Trouble);
        Assert.DoesNotContain("wrong;", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_definition_without_a_dag_is_refused()
    {
        var order = Order() with { Parameters = Payload.Parse("{}") };
        var refused = await Assert.ThrowsAsync<EngineException>(() => client.SubmitAsync(order, Token));
        Assert.Equal(EngineTrouble.Refused, refused.Trouble);
        Assert.Empty(bodies);
    }

    [Fact]
    public async Task Every_body_is_what_the_description_of_the_api_asks_for()
    {
        var schemas = ApiSchemas();
        var order = Order();
        await client.SubmitAsync(order, Token);
        await client.CancelAsync(new EngineJob(order, order.Name, CancelRequested: true), round: 0, Token);
        Assert.Equal(2, bodies.Count);

        foreach (var (name, body) in bodies)
        {
            var schema = new JsonObject { ["$ref"] = $"#/components/schemas/{name}" };
            schema["components"] = new JsonObject { ["schemas"] = schemas.DeepClone() };
            var compiled = CompiledSchema.Compile(schema.ToJsonString());
            Assert.False(compiled.IsValid(JsonSerializer.SerializeToElement(new { dag_runid = "x" })));
            var violations = compiled.Evaluate(JsonSerializer.SerializeToElement(body)).Violations;
            Assert.True(violations.Count == 0, $"{name}: {string.Join("; ", violations)}\n{body}");
        }
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var (request, response) = (context.Request, context.Response);
        var body = request.ContentLength > 0 ? await JsonNode.ParseAsync(request.Body) : null;
        var path = request.Path.Value!.Trim('/').Split('/');
        if (path is ["auth", "token"])
        {
            response.StatusCode = body!["password"]!.GetValue<string>() == "secret" ? 201 : 401;
            await response.WriteAsJsonAsync(new { access_token = validToken });
        }
        else if (request.Headers.Authorization != $"Bearer {validToken}")
            response.StatusCode = 401;
        else
            await RouteAsync(context, path[2..], body);
    }

    private Task RouteAsync(HttpContext context, string[] path, JsonNode? body)
    {
        if (body is not null)
            bodies.Enqueue((context.Request.Method == "POST" ? "TriggerDAGRunPostBody" : "DAGRunPatchBody", body));
        switch (context.Request.Method, path)
        {
            case ("GET", ["version"]):
                return context.Response.WriteAsJsonAsync(new { version = "3.1.0" });
            case ("GET", ["dags"]):
                return context.Response.WriteAsJsonAsync(new { dags = Array.Empty<string>() });
            case ("POST", ["dags", "nightly", "dagRuns"]) when states.TryAdd(Id(body), "queued"):
                return context.Response.WriteAsJsonAsync(new { dag_run_id = Id(body), state = "queued" });
            case ("POST", ["dags", "nightly", "dagRuns"]):
                context.Response.StatusCode = 409;
                return Task.CompletedTask;
            case ("GET" or "PATCH", ["dags", "nightly", "dagRuns", var id]) when states.ContainsKey(id):
                if (body is not null)
                    states[id] = body["state"]!.GetValue<string>();
                return context.Response.WriteAsJsonAsync(new { dag_run_id = id, state = states[id] });
            default:
                context.Response.StatusCode = 404;
                return Task.CompletedTask;
        }
    }

    private static string Id(JsonNode? body) => body!["dag_run_id"]!.GetValue<string>();

    private static JsonObject ApiSchemas()
    {
        var yaml = new YamlStream();
        using var reader = new StringReader(File.ReadAllText(SharedSpecification.PathOf("airflow-openapi-v2.yaml")));
        yaml.Load(reader);
        var root = (YamlMappingNode)yaml.Documents[0].RootNode;
        return (JsonObject)ToJson(root["components"]["schemas"])!;
    }

    // What may be null is said in the manner of an older version of the description.
    private static JsonNode? ToJson(YamlNode node)
    {
        if (node is YamlSequenceNode list)
            return new JsonArray([.. list.Children.Select(ToJson)]);
        if (node is YamlScalarNode scalar)
            return bool.TryParse(scalar.Value, out var flag) ? flag
                : long.TryParse(scalar.Value, out var number) ? number
                : scalar.Value;
        var json = new JsonObject();
        foreach (var (key, value) in ((YamlMappingNode)node).Children)
            json[((YamlScalarNode)key).Value!] = ToJson(value);
        if (json["nullable"] is JsonValue && json["type"] is JsonValue type)
            json["type"] = new JsonArray(type.DeepClone(), JsonValue.Create("null"));
        return json;
    }

    private static EngineOrder Order() => TestedClient.Whole("""{"dag":"nightly","conf":{"region":"eu"}}""");
}

using System.Text.Json.Nodes;
using AutomationPlatform.Application.Orchestration;
using AutomationPlatform.IntegrationTests.Handlers;
using Microsoft.AspNetCore.Http;

namespace AutomationPlatform.IntegrationTests.Engines;

/// <summary>What a definition says of its job is taken as it is meant, or refused by the name of its key before anything is
/// sent.</summary>
public sealed class OrderKeyTests : IAsyncLifetime
{
    private static readonly CancellationToken Token = CancellationToken.None;

    private readonly string credentialFile = Path.GetTempFileName();
    private HttpService service = null!;

    public async ValueTask InitializeAsync()
    {
        await File.WriteAllTextAsync(credentialFile, "ada:swordfish");
        service = await HttpService.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await service.DisposeAsync();
        File.Delete(credentialFile);
    }

    [Theory]
    [InlineData("slurm", """{"script":5}""", "script is no text; put it in quotes")]
    [InlineData("slurm", """{"script":["#!/bin/sh"]}""", "script is no text")]
    [InlineData("slurm", """{"script":"echo"}""", "needs script, a text that begins with #!")]
    [InlineData("slurm", """{"script":null}""", "needs script, a text that begins with #!")]
    [InlineData("slurm", """{"script":"#!/bin/sh","partition":1}""", "partition is no text")]
    [InlineData("slurm", """{"script":"#!/bin/sh","timeLimit":"120"}""", "timeLimit is no whole number of minutes")]
    [InlineData("slurm", """{"script":"#!/bin/sh","timeLimit":"2h"}""", "timeLimit is no whole number of minutes")]
    [InlineData("slurm", """{"script":"#!/bin/sh","timeLimit":1.5}""", "timeLimit is no whole number of minutes")]
    [InlineData("slurm", """{"script":"#!/bin/sh","timeLimit":[]}""", "timeLimit is no whole number of minutes")]
    [InlineData("argo", """{"spec":"main"}""", "spec is no object; write names and values below it")]
    [InlineData("argo", """{"template":5}""", "template is no text")]
    [InlineData("argo", """{"clusterTemplate":{}}""", "clusterTemplate is no text")]
    [InlineData("argo", """{"template":"etl","parameters":["region=eu"]}""", "parameters is no object")]
    [InlineData("argo", """{"template":null}""", "needs template, clusterTemplate or spec")]
    [InlineData("jenkins", """{"job":5}""", "job is no text")]
    [InlineData("jenkins", """{"job":"nightly","parameters":"region=eu"}""", "parameters is no object")]
    [InlineData("airflow", """{"dag":5}""", "dag is no text")]
    [InlineData("airflow", """{"dag":"nightly","conf":["eu"]}""", "conf is no object")]
    [InlineData("airflow", """{"conf":{}}""", "needs dag")]
    public async Task A_value_of_another_kind_is_refused_by_its_key_and_nothing_is_sent(
        string type,
        string handed,
        string said
    )
    {
        var order = TestedClient.Whole(handed);

        var refused = await Assert.ThrowsAsync<EngineException>(() => Open(type).SubmitAsync(order, Token));

        Assert.Equal(EngineTrouble.Refused, refused.Trouble);
        Assert.Contains($"automation 'Nightly': handler engine", refused.Answer, StringComparison.Ordinal);
        Assert.Contains(said, refused.Answer, StringComparison.Ordinal);
        Assert.Equal(0, service.Requests);
    }

    [Fact]
    public async Task What_is_given_as_null_is_as_good_as_not_given()
    {
        var body = await SubmittedAsync("slurm", """{"script":"#!/bin/sh","partition":null,"timeLimit":null}""");
        Assert.Null(body["job"]!["partition"]);
        Assert.Null(body["job"]!["time_limit"]);
    }

    [Fact]
    public async Task Parameters_that_are_no_texts_reach_an_engine_that_takes_texts_as_json()
    {
        var body = await SubmittedAsync(
            "argo",
            """{"template":"etl","parameters":{"dry":true,"none":null,"many":[1, 2],"name":"a b","n":1.50}}"""
        );
        Assert.Equal(
            ["dry=true", "none=", "many=[1, 2]", "name=a b", "n=1.50"],
            body["submitOptions"]!["parameters"]!.AsArray().Select(value => (string)value!).Skip(1)
        );
    }

    private async Task<JsonNode> SubmittedAsync(string type, string handed)
    {
        JsonNode? body = null;
        service.Answer = async context =>
        {
            body = await JsonNode.ParseAsync(context.Request.Body);
            await context.Response.WriteAsync("""{"job_id":1}""");
        };
        await Open(type).SubmitAsync(TestedClient.Whole(handed), Token);
        return body!;
    }

    private IEngineClient Open(string type)
    {
        (string Name, string Value)[] settings = type switch
        {
            "slurm" => [("user", "apc"), ("directory", "/shared")],
            "argo" => [("namespace", "flows")],
            _ => [],
        };
        return TestedClient.Open(type, service.Url, credentialFile, settings);
    }
}

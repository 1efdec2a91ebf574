using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using AutomationPlatform.Application.Orchestration;

namespace AutomationPlatform.IntegrationTests.Engines.Descriptions;

/// <summary>Every request to Airflow, held by Prism against the description of its API.</summary>
public sealed class AirflowDescriptionTests(PrismServer prism) : IClassFixture<PrismServer>, IDisposable
{
    private readonly string tokenFile = Path.GetTempFileName();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => File.Delete(tokenFile);

    [Fact]
    public async Task Every_request_is_as_the_description_says()
    {
        await using var relay = await PrismRelay.StartAsync(await prism.RequireAsync(Read, Token));
        relay.Rewrite = LeadOn;
        await File.WriteAllTextAsync(tokenFile, "a-token", Token);
        var client = TestedClient.Open("airflow", relay.Url, tokenFile, ("shardDag", "apc_shard"), ("timeout", "100s"));
        EngineOrder[] orders =
        [
            TestedClient.Whole("""{"dag":"nightly","conf":{"region":"eu","days":[1,2]}}"""),
            TestedClient.Whole("""{"dag":"etl/a+b c"}"""),
            TestedClient.Shards(1),
        ];

        foreach (var order in orders)
        {
            var job = new EngineJob(order, await client.SubmitAsync(order, Token), CancelRequested: false);
            Assert.Single(await client.FindAsync(order, Token));
            Assert.StartsWith(
                "task ",
                Assert.Single(await client.GetAsync(job, Token)).Message,
                StringComparison.Ordinal
            );
            Assert.Contains("try 1 of", (await client.ReadLogAsync(job, 0, 0, Token)).Text, StringComparison.Ordinal);
            await client.CancelAsync(job, round: 0, Token);
        }
        Assert.Empty(await client.ListAsync(Token));
        Assert.Contains("apc_shard", await client.TestAsync(Token), StringComparison.Ordinal);

        relay.AssertNothingIsWrong();
        var asked = relay.Verdicts.Select(each => each.Asked).ToList();
        Assert.Empty(DescribedQuery.Unknown(SharedSpecification.Yaml("airflow-openapi-v2.yaml"), asked));
        foreach (
            var part in (string[])["&state=", "/tries", "/logs/1", "&token=", "PATCH ", "~/dagRuns?", "dags/apc_shard"]
        )
            Assert.Contains(asked, each => each.Contains(part, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("POST", "nightly/dagRuns", """{"dag_runid":"a"}""")]
    [InlineData("PATCH", "nightly/dagRuns/a", """{"state":"cancelled"}""")]
    public async Task A_request_that_is_not_as_the_description_says_is_refused(string method, string path, string body)
    {
        await using var relay = await PrismRelay.StartAsync(await prism.RequireAsync(Read, Token));
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(relay.Url, $"api/v2/dags/{path}"))
        {
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
            Headers = { { "Authorization", "Bearer a-token" } },
        };
        using var response = await client.SendAsync(request, Token);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, response.StatusCode);
        Assert.ThrowsAny<Xunit.Sdk.XunitException>(relay.AssertNothingIsWrong);
    }

    // The last lines ask, of what asks for nothing itself, for ways to prove who one is that the description does not have.
    private static string Read()
    {
        var whole = File.ReadAllText(SharedSpecification.PathOf("airflow-openapi-v2.yaml"));
        var last = whole.LastIndexOf("\nsecurity:\n", StringComparison.Ordinal);
        return last < 0 ? whole : whole[..(last + 1)];
    }

    // The mock always gives the same example, of a run that waits: here it runs, its tasks have failed and are many.
    private static void LeadOn(string asked, JsonObject answer)
    {
        if (asked.Contains("/logs/", StringComparison.Ordinal))
            answer["continuation_token"] = asked.Contains("&token=", StringComparison.Ordinal) ? null : "a+b/c";
        else if (answer["task_instances"] is JsonArray tasks)
        {
            answer["total_entries"] = asked.Contains("offset=", StringComparison.Ordinal) ? 1 : 150;
            foreach (var task in tasks)
            {
                task!["state"] = "failed";
                task["map_index"] = -1;
                task["try_number"] = asked.Contains("/tries", StringComparison.Ordinal) ? 1 : 2;
            }
        }
        else if (answer.ContainsKey("dag_run_id"))
            answer["state"] = "running";
    }
}

using System.Net;
using System.Text;
using AutomationPlatform.Application.Orchestration;

namespace AutomationPlatform.IntegrationTests.Engines.Descriptions;

/// <summary>Every request to Argo, held by Prism against the description of Argo's API.</summary>
public sealed class ArgoDescriptionTests(PrismServer prism) : IClassFixture<PrismServer>, IDisposable
{
    private readonly string tokenFile = Path.GetTempFileName();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => File.Delete(tokenFile);

    [Fact]
    public async Task Every_request_is_as_the_description_says()
    {
        await using var relay = await PrismRelay.StartAsync(await prism.RequireAsync(ArgoDescription.Read, Token));
        await File.WriteAllTextAsync(tokenFile, "a-token", Token);
        var client = TestedClient.Open(
            "argo",
            relay.Url,
            tokenFile,
            ("namespace", "flows"),
            ("image", "registry.example.org/apc:1"),
            ("databaseSecret", "apc-database"),
            ("serviceAccount", "runner"),
            ("timeout", "100s")
        );
        EngineOrder[] orders =
        [
            Known("""{"template":"nightly","parameters":{"region":"eu","days":3,"deep":{"a":[1]}}}"""),
            Known("""{"clusterTemplate":"nightly"}"""),
            Known("""{"spec":{"entrypoint":"a","templates":[{"name":"a","container":{"image":"alpine"}}]}}"""),
            TestedClient.Shards(3) with
            {
                Id = ArgoDescription.Submission,
            },
        ];

        foreach (var order in orders)
        {
            var job = new EngineJob(order, await client.SubmitAsync(order, Token), CancelRequested: false);
            Assert.Single(await client.FindAsync(order, Token));
            Assert.Equal(order.Parts, (await client.GetAsync(job, Token)).Count);
            await client.WaitForChangeAsync(job, revision: "7", Token);
            await client.CancelAsync(job, round: 0, Token);
            await client.CancelAsync(job, round: 1, Token);
        }
        var whole = new EngineJob(orders[0], orders[0].Name, CancelRequested: false);
        Assert.Contains("shard 0", (await client.ReadLogAsync(whole, 0, 0, Token)).Text, StringComparison.Ordinal);
        Assert.Equal(ArgoDescription.Submission, Assert.Single(await client.ListAsync(Token)).SubmissionId);
        Assert.Equal("version v3.7.0, namespace flows", await client.TestAsync(Token));
        relay.AssertNothingIsWrong();
        Assert.Empty(
            DescribedQuery.Unknown(
                SharedSpecification.Json("argo-openapi.json"),
                relay.Verdicts.Select(each => each.Asked)
            )
        );
    }

    [Theory]
    [InlineData("POST", "workflows/flows", "{}")]
    [InlineData("POST", "workflows/flows", """{"namespace":"flows","wokflow":{}}""")]
    [InlineData(
        "POST",
        "workflows/flows/submit",
        """{"resourceKind":"WorkflowTemplate","submitOptions":{"names":"a"}}"""
    )]
    [InlineData("PUT", "workflows/flows/a/stop", """{"naem":"a"}""")]
    public async Task A_request_that_is_not_as_the_description_says_is_refused(string method, string path, string body)
    {
        await using var relay = await PrismRelay.StartAsync(await prism.RequireAsync(ArgoDescription.Read, Token));
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(relay.Url, $"api/v1/{path}"))
        {
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
            Headers = { { "Authorization", "Bearer a-token" } },
        };
        using var response = await client.SendAsync(request, Token);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, response.StatusCode);
        Assert.ThrowsAny<Xunit.Sdk.XunitException>(relay.AssertNothingIsWrong);
    }

    private static EngineOrder Known(string parameters) =>
        TestedClient.Whole(parameters) with
        {
            Id = ArgoDescription.Submission,
        };
}

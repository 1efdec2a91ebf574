using System.Text.Json.Nodes;

namespace AutomationPlatform.IntegrationTests.Engines.Descriptions;

/// <summary>That a query with an unknown name is found.</summary>
public class DescribedQueryTests
{
    private static readonly JsonObject Description = JsonNode
        .Parse(
            """
            {"paths":{
              "/jobs/{id}":{"get":{"parameters":[{"in":"path","name":"id"},{"in":"query","name":"fields"}]}},
              "/jobs/all":{"get":{"parameters":[{"in":"query","name":"limit"}]}}}}
            """
        )!
        .AsObject();

    [Theory]
    [InlineData("GET /jobs/7?fields=a", null)]
    [InlineData("GET /jobs/all?limit=1", null)]
    [InlineData("GET /jobs/7?feilds=a", "GET /jobs/{id}: feilds")]
    [InlineData("GET /jobs/all?fields=a", "GET /jobs/all: fields")]
    [InlineData("PUT /jobs/7?fields=a", "PUT /jobs/{id}: fields")]
    [InlineData("GET /tasks?fields=a", "GET /tasks: fields")]
    public void What_is_not_described_is_told(string asked, string? unknown) =>
        Assert.Equal(unknown is null ? [] : [unknown], DescribedQuery.Unknown(Description, [asked]));
}

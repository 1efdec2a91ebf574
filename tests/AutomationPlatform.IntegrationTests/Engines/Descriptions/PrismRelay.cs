using System.Collections.Concurrent;
using System.Text;
using System.Text.Json.Nodes;
using AutomationPlatform.IntegrationTests.Handlers;
using Microsoft.AspNetCore.Http;

namespace AutomationPlatform.IntegrationTests.Engines.Descriptions;

/// <summary>Stands between a client and Prism: it keeps what Prism says of each request, and may make of an answer, which is
/// always the same, one that leads the client on.</summary>
internal sealed class PrismRelay : IAsyncDisposable
{
    private readonly HttpService service;
    private readonly HttpClient prism;

    private PrismRelay(HttpService service, Uri prism)
    {
        this.service = service;
        this.prism = new HttpClient { BaseAddress = prism };
    }

    /// <summary>Changes an answer, known by method, path and query of its request.</summary>
    internal Action<string, JsonObject> Rewrite { get; set; } = (_, _) => { };

    /// <summary>What Prism said of each request, by what was asked.</summary>
    internal ConcurrentQueue<(string Asked, int Status, string Said)> Verdicts { get; } = new();

    internal Uri Url => service.Url;

    internal static async Task<PrismRelay> StartAsync(Uri prism)
    {
        var relay = new PrismRelay(await HttpService.StartAsync(), prism);
        relay.service.Answer = relay.PassOnAsync;
        return relay;
    }

    public async ValueTask DisposeAsync()
    {
        await service.DisposeAsync();
        prism.Dispose();
    }

    /// <summary>Asserts that Prism has found nothing wrong with any request, and that there was one.</summary>
    internal void AssertNothingIsWrong()
    {
        Assert.NotEmpty(Verdicts);
        Assert.Empty(
            Verdicts
                .Where(verdict => verdict.Status >= 400 || verdict.Said.Contains("violation", StringComparison.Ordinal))
                .Select(verdict => $"{verdict.Asked}: {verdict.Status} {verdict.Said}")
        );
    }

    private async Task PassOnAsync(HttpContext context)
    {
        var asked = $"{context.Request.Method} {context.Request.Path.ToUriComponent()}{context.Request.QueryString}";
        using var response = await prism.SendAsync(await CopyAsync(context.Request), context.RequestAborted);
        var body = await response.Content.ReadAsStringAsync(context.RequestAborted);
        var violations = response.Headers.TryGetValues("sl-violations", out var found)
            ? $"violations: {string.Concat(found)}"
            : "";
        Verdicts.Enqueue((asked, (int)response.StatusCode, response.IsSuccessStatusCode ? violations : body));
        if (response.IsSuccessStatusCode && JsonNode.Parse(body) is JsonObject json)
        {
            Rewrite(asked, json);
            body = json.ToJsonString();
        }
        context.Response.StatusCode = (int)response.StatusCode;
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(body, context.RequestAborted);
    }

    private static async Task<HttpRequestMessage> CopyAsync(HttpRequest request)
    {
        var copy = new HttpRequestMessage(
            new HttpMethod(request.Method),
            (request.Path.ToUriComponent() + request.QueryString).TrimStart('/')
        );
        foreach (var name in (string[])["Authorization", "Accept"])
            copy.Headers.TryAddWithoutValidation(name, request.Headers[name].ToArray());
        if (request.ContentLength > 0)
        {
            using var reader = new StreamReader(request.Body);
            copy.Content = new StringContent(await reader.ReadToEndAsync(), Encoding.UTF8, "application/json");
        }
        return copy;
    }
}

using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace AutomationPlatform.IntegrationTests.Handlers;

/// <summary>A real service on a free port of loopback that answers as it is told to.</summary>
internal sealed class HttpService : IAsyncDisposable
{
    private readonly WebApplication application;
    private int requests;

    private HttpService(WebApplication application) => this.application = application;

    internal Func<HttpContext, Task> Answer { get; set; } = _ => Task.CompletedTask;

    internal int Requests => requests;

    internal Uri Url => new(application.Urls.Single());

    internal static async Task<HttpService> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var web = builder.Build();
        web.Urls.Add("http://127.0.0.1:0");
        var service = new HttpService(web);
        web.Run(context =>
        {
            Interlocked.Increment(ref service.requests);
            return service.Answer(context);
        });
        await web.StartAsync();
        return service;
    }

    public ValueTask DisposeAsync() => application.DisposeAsync();
}

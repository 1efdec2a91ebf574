using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace AutomationPlatform.IntegrationTests.Engines.Transport;

/// <summary>A service on loopback that speaks TLS and answers everything with a job that is done. Dispose it.</summary>
internal sealed class TlsServer : IAsyncDisposable
{
    private readonly WebApplication application;
    private readonly X509Certificate2 certificate;
    private int requests;

    private TlsServer(WebApplication application, X509Certificate2 certificate)
    {
        this.application = application;
        this.certificate = certificate;
    }

    /// <summary>How many requests came through the handshake.</summary>
    internal int Requests => requests;

    internal Uri Url => new(application.Urls.Single());

    /// <summary>Starts it.</summary>
    /// <param name="certificate">What it shows; it is disposed with it.</param>
    internal static async Task<TlsServer> StartAsync(X509Certificate2 certificate)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel =>
            kestrel.Listen(IPAddress.Loopback, 0, listening => listening.UseHttps(certificate))
        );
        var server = new TlsServer(builder.Build(), certificate);
        server.application.Run(context =>
        {
            Interlocked.Increment(ref server.requests);
            return context.Response.WriteAsJsonAsync(new { id = "job-1", status = "done" });
        });
        await server.application.StartAsync();
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        await application.DisposeAsync();
        certificate.Dispose();
    }
}

using AutomationPlatform.Application.Orchestration;
using AutomationPlatform.Domain.Execution;
using Microsoft.Extensions.Time.Testing;

namespace AutomationPlatform.IntegrationTests.Engines;

/// <summary>A server with the manners of Jenkins, with the job <c>ops/nightly</c>, and a client of it.</summary>
public abstract class JenkinsTest : IAsyncLifetime
{
    private protected static readonly CancellationToken Token = CancellationToken.None;

    private protected static readonly DateTimeOffset Now = new(2026, 1, 31, 8, 15, 30, TimeSpan.Zero);

    private protected string CredentialFile { get; } = Path.GetTempFileName();

    private protected FakeTimeProvider Clock { get; } = new(Now);

    private protected JenkinsServer Server { get; private set; } = null!;

    private protected IEngineClient Client { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        await File.WriteAllTextAsync(CredentialFile, JenkinsServer.ByToken);
        Server = await JenkinsServer.StartAsync(Clock, ContextPath);
        Server.Add("ops/nightly");
        Client = Open();
    }

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        File.Delete(CredentialFile);
        GC.SuppressFinalize(this);
    }

    /// <summary>The path below which Jenkins is; empty when it has the whole server.</summary>
    private protected virtual string ContextPath => "";

    private protected IEngineClient Open(params (string Name, string Value)[] settings) =>
        TestedClient.Open("jenkins", Server.Url, CredentialFile, settings);

    /// <summary>A whole run, whose id was made at the moment of <see cref="Clock"/>.</summary>
    private protected EngineOrder Order(string job = "ops/nightly", string parameters = """{"region":"eu"}""") =>
        TestedClient.Whole($$"""{"job":"{{job}}","parameters":{{parameters}}}""") with
        {
            Id = Guid.CreateVersion7(Clock.GetUtcNow()),
        };

    private protected Task<EngineJob> SubmitAsync() => SubmitAsync(Order());

    private protected async Task<EngineJob> SubmitAsync(EngineOrder order) =>
        new(order, await Client.SubmitAsync(order, Token), CancelRequested: false);

    private protected async Task<PartReport> ReportAsync(EngineJob job) =>
        Assert.Single(await Client.GetAsync(job, Token));

    private protected static Task<EngineException> ThrowsAsync(Func<Task> asked) =>
        Assert.ThrowsAsync<EngineException>(asked);

    /// <summary>It is refused with this kind of trouble, which says so.</summary>
    private protected static async Task RefusedAsync(EngineTrouble kind, string words, Func<Task> asked)
    {
        var refused = await ThrowsAsync(asked);
        Assert.Equal(kind, refused.Trouble);
        Assert.Contains(words, refused.Message, StringComparison.Ordinal);
    }

    /// <summary>The job as the platform knows it once a report has told how.</summary>
    private protected static EngineJob Following(EngineJob job, PartReport report) =>
        job with
        {
            ExternalId = report.Continuation ?? job.ExternalId,
        };
}

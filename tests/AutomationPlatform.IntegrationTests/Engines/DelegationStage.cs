using AutomationPlatform.Application.Orchestration;
using AutomationPlatform.IntegrationTests.Databases;

namespace AutomationPlatform.IntegrationTests.Engines;

/// <summary>A service of jobs, an engine that is connected with it, and an automation whose runs are handed to it.</summary>
internal sealed class DelegationStage : EngineStage
{
    private DelegationStage(TestDatabase database, StoredRows rows, JobService service)
        : base(database, rows, """{"flow":"nightly"}""") => Service = service;

    internal JobService Service { get; }

    internal static async Task<DelegationStage> SetAsync(
        TestDatabase database,
        int items = 0,
        Dictionary<string, string>? settings = null,
        string? credential = null,
        bool started = true,
        bool searches = true
    )
    {
        var stage = new DelegationStage(database, await StoredRows.OpenAsync(database), await JobService.StartAsync());
        await stage.ConnectAsync(settings ?? [], credential, searches);
        if (started)
            stage.Run = await stage.StartAsync(items);
        return stage;
    }

    public override async ValueTask DisposeAsync()
    {
        await Service.DisposeAsync();
        await base.DisposeAsync();
    }

    private Task ConnectAsync(Dictionary<string, string> settings, string? credential, bool searches)
    {
        settings.TryAdd("statusUrl", "/jobs/{id}");
        if (searches)
            settings.TryAdd("findUrl", "/find/{submission}");
        settings.TryAdd("cancelUrl", "/jobs/{id}/cancel");
        settings.TryAdd("messagePointer", "/message");
        settings.TryAdd("listUrl", "/jobs");
        settings.TryAdd("submissionPointer", "/submission");
        return ConnectAsync(new EngineDescription(Story.Name("flows"), "webhook", Service.Url, credential, settings));
    }
}

using AutomationPlatform.Application.Orchestration;
using AutomationPlatform.Domain;
using AutomationPlatform.Domain.Execution;
using AutomationPlatform.Engines;
using Microsoft.Extensions.DependencyInjection;

namespace AutomationPlatform.IntegrationTests.Engines;

/// <summary>Clients of engines as the catalog opens them, and orders for them.</summary>
internal static class TestedClient
{
    /// <summary>A client of a type of engines, its connection checked.</summary>
    internal static IEngineClient Open(
        string type,
        Uri url,
        string credentialFile,
        params (string Name, string Value)[] settings
    ) => Open(type, url, $"file:{credentialFile}", clock: null, settings);

    /// <summary>A client of a type of engines, its connection checked, by whose clock requests wait.</summary>
    internal static IEngineClient Open(
        string type,
        Uri url,
        string? credential,
        TimeProvider? clock,
        params (string Name, string Value)[] settings
    )
    {
        var catalog = new ServiceCollection()
            .AddExternalEngines(clock)
            .BuildServiceProvider()
            .GetRequiredService<IEngineCatalog>();
        var connection = new EngineConnection(
            new(Guid.CreateVersion7()),
            "flows",
            type,
            url,
            credential,
            settings.GroupBy(setting => setting.Name).ToDictionary(same => same.Key, same => same.Last().Value)
        );
        catalog.Check(connection);
        return catalog.Open(connection);
    }

    /// <summary>A client of a service of jobs without a credential.</summary>
    internal static IEngineClient OpenService(
        Uri url,
        TimeProvider clock,
        params (string Name, string Value)[] settings
    ) =>
        Open(
            "webhook",
            url,
            credential: null,
            clock,
            [("statusUrl", "/jobs/{id}"), ("findUrl", "/find/{submission}"), .. settings]
        );

    /// <summary>A job of a service, asked for as one that runs.</summary>
    internal static EngineJob Job(string externalId) => new(Whole("{}"), externalId, CancelRequested: false);

    /// <summary>A whole run, with what its definition says of the job.</summary>
    internal static EngineOrder Whole(string parameters) => Order(SubmissionPurpose.Delegate, 1, parameters);

    /// <summary>All shards of a run.</summary>
    internal static EngineOrder Shards(int shards) => Order(SubmissionPurpose.Shards, shards, "{}");

    private static EngineOrder Order(SubmissionPurpose purpose, int shards, string parameters) =>
        new(
            Guid.CreateVersion7(),
            new RunId(Guid.CreateVersion7()),
            "Nightly",
            purpose,
            FirstShard: 0,
            shards,
            shards,
            Payload.Parse(parameters)
        );
}

using AutomationPlatform.Application.Orchestration;

namespace AutomationPlatform.Cli.Engines;

/// <summary>What <c>engines add</c> and <c>engines remove</c> print with <c>--json</c>.</summary>
internal sealed record EngineDocument(
    Guid Id,
    string Name,
    string Type,
    string Url,
    string? Credential,
    IReadOnlyDictionary<string, string> Settings,
    bool IsActive
)
{
    internal static EngineDocument Of(EngineConnection engine) =>
        new(
            engine.Id.Value,
            engine.Name,
            engine.Type,
            engine.Url.AbsoluteUri,
            engine.Credential,
            engine.Settings,
            engine.IsActive
        );
}

/// <summary>A row of <c>engines list --json</c>.</summary>
internal sealed record ListedEngineDocument(
    Guid Id,
    string Name,
    string Type,
    string Url,
    string? Credential,
    IReadOnlyDictionary<string, string> Settings,
    long OpenInstances,
    long OpenSubmissions,
    string? Trouble
)
{
    internal static ListedEngineDocument Of(EngineOverview engine) =>
        new(
            engine.Connection.Id.Value,
            engine.Connection.Name,
            engine.Connection.Type,
            engine.Connection.Url.AbsoluteUri,
            engine.Connection.Credential,
            engine.Connection.Settings,
            engine.OpenInstances,
            engine.OpenSubmissions,
            engine.Trouble
        );
}

/// <summary>What <c>engines test</c> prints with <c>--json</c>.</summary>
internal sealed record TestedEngineDocument(string Name, string Answer, IReadOnlyList<OrphanFields> Orphans);

/// <summary>A job in an engine that carries our mark: its submission is not recorded, or it goes on although that is closed.</summary>
internal sealed record OrphanFields(
    string ExternalId,
    Guid SubmissionId,
    string State,
    bool IsOpen,
    bool SubmissionClosed
)
{
    internal static OrphanFields Of(Orphan orphan) =>
        new(
            orphan.Job.ExternalId,
            orphan.Job.SubmissionId,
            orphan.Job.State,
            orphan.Job.IsOpen,
            orphan.IsSubmissionClosed
        );
}

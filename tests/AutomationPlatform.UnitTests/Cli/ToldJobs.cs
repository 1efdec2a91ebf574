using AutomationPlatform.Application.Orchestration;

namespace AutomationPlatform.UnitTests.Cli;

/// <summary>An engine whose jobs have written the pieces it is given; a place in a log is the number of pieces before it.</summary>
internal sealed class ToldJobs(params string[] pieces) : IEngineCatalog, IEngineClient
{
    public IReadOnlyList<EngineType> Types => [];

    public EngineCapabilities Capabilities { get; } = new() { ReadsLogs = pieces.Length > 0 };

    public void Check(EngineConnection connection) { }

    public IEngineClient Open(EngineConnection connection) => this;

    public Task<JobLogPiece> ReadLogAsync(EngineJob job, int part, long offset, CancellationToken cancellationToken) =>
        Task.FromResult(offset < pieces.Length ? new JobLogPiece(pieces[offset], offset + 1) : new("", offset));

    public Task<string> SubmitAsync(EngineOrder order, CancellationToken cancellationToken) => throw Untold();

    public Task<IReadOnlyList<string>> FindAsync(EngineOrder order, CancellationToken cancellationToken) =>
        throw Untold();

    public Task<IReadOnlyList<PartReport>> GetAsync(EngineJob job, CancellationToken cancellationToken) =>
        throw Untold();

    public Task CancelAsync(EngineJob job, int round, CancellationToken cancellationToken) => throw Untold();

    public Task<string> TestAsync(CancellationToken cancellationToken) => throw Untold();

    private static NotSupportedException Untold() => new("no test asks for it");
}

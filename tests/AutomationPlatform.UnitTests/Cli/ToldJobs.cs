using AutomationPlatform.Application.Orchestration;

namespace AutomationPlatform.UnitTests.Cli;

/// <summary>An engine whose jobs have written the pieces it is given; a place in a log is the number of pieces before it.</summary>
internal sealed class ToldJobs(params string[] pieces) : IEngineCatalog, IEngineClient
{
    /// <summary>What goes wrong with a read of a log, by the part that is read and how often there was read before; null for
    /// nothing.</summary>
    internal Func<int, int, EngineException?> TroubleAt { get; init; } = (_, _) => null;

    /// <summary>The jobs in the engine that carry our mark.</summary>
    internal IReadOnlyList<MarkedJob> Marked { get; init; } = [];

    /// <summary>How often there was read.</summary>
    internal int Reads { get; private set; }

    public IReadOnlyList<EngineType> Types => [];

    public EngineCapabilities Capabilities { get; } =
        new()
        {
            ReadsLogs = pieces.Length > 0,
            Lists = true,
            Shards = true,
        };

    internal static EngineException Trouble(string answer, TimeSpan? retryAfter = null) =>
        new(EngineTrouble.Unclear, "lab", "GET http://head.example.org/log", answer, "it is asked again")
        {
            RetryAfter = retryAfter,
        };

    public void Check(EngineConnection connection) { }

    public IEngineClient Open(EngineConnection connection) => this;

    public Task<JobLogPiece> ReadLogAsync(EngineJob job, int part, long offset, CancellationToken cancellationToken)
    {
        if (TroubleAt(part, Reads++) is { } trouble)
            throw trouble;
        return Task.FromResult(
            offset < pieces.Length ? new JobLogPiece(pieces[offset], offset + 1) : new JobLogPiece("", offset)
        );
    }

    public Task<IReadOnlyList<MarkedJob>> ListAsync(CancellationToken cancellationToken) => Task.FromResult(Marked);

    public Task<string> TestAsync(CancellationToken cancellationToken) => Task.FromResult("Slurm 22.05, 2 nodes");

    public Task<string> SubmitAsync(EngineOrder order, CancellationToken cancellationToken) => throw Untold();

    public Task<IReadOnlyList<string>> FindAsync(EngineOrder order, CancellationToken cancellationToken) =>
        throw Untold();

    public Task<IReadOnlyList<PartReport>> GetAsync(EngineJob job, CancellationToken cancellationToken) =>
        throw Untold();

    public Task CancelAsync(EngineJob job, int round, CancellationToken cancellationToken) => throw Untold();

    private static NotSupportedException Untold() => new("no test asks for it");
}

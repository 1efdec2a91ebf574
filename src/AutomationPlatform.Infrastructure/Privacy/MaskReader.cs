using System.Collections.Concurrent;
using AutomationPlatform.Application.Privacy;
using AutomationPlatform.Domain.Definition;
using AutomationPlatform.Domain.Execution;
using AutomationPlatform.Infrastructure.Database;
using AutomationPlatform.Infrastructure.Definition;

namespace AutomationPlatform.Infrastructure.Privacy;

/// <summary>Reads definitions and remembers what they call sensitive. Thread-safe.</summary>
internal sealed class MaskReader(IReadConnections connections) : IMaskReader
{
    /// <summary>How many definition versions are remembered, at most: 1,000.</summary>
    private const int Remembered = 1_000;

    private readonly ConcurrentDictionary<(Guid Automation, int Number), DefinitionContent> known = new();

    public Task<PayloadMask> OfBatchAsync(BatchId batch, CancellationToken cancellationToken) =>
        ReadAsync(MaskSql.VersionsOfBatch, batch.Value, cancellationToken);

    public Task<PayloadMask> OfRunAsync(RunId run, CancellationToken cancellationToken) =>
        ReadAsync(MaskSql.VersionsOfRun, run.Value, cancellationToken);

    private async Task<PayloadMask> ReadAsync(string versions, Guid id, CancellationToken cancellationToken)
    {
        await using var session = await ReadSession.OpenAsync(connections, cancellationToken);
        var numbers = await session.ListAsync(
            versions,
            row => (Automation: row.Id(), Number: row.Int()),
            cancellationToken,
            ("id", id)
        );
        List<DefinitionContent> contents = [];
        foreach (var version in numbers)
            if (await FindAsync(session, version, cancellationToken) is { } content)
                contents.Add(content);
        return new PayloadMask(contents);
    }

    private async Task<DefinitionContent?> FindAsync(
        ReadSession session,
        (Guid Automation, int Number) version,
        CancellationToken cancellationToken
    )
    {
        if (known.TryGetValue(version, out var content))
            return content;
        var found = await session.ListAsync(
            MaskSql.Content,
            row => DefinitionJson.ReadContent(row.Text()),
            cancellationToken,
            ("automation", version.Automation),
            ("number", version.Number)
        );
        if (found is not [var read])
            return null;
        if (known.Count >= Remembered)
            known.Clear();
        known[version] = read;
        return read;
    }
}

using System.Text.Json;
using AutomationPlatform.Application;
using AutomationPlatform.Application.Orchestration;
using AutomationPlatform.Domain.Orchestration;
using AutomationPlatform.Infrastructure.Database;

namespace AutomationPlatform.Infrastructure.Orchestration;

/// <summary>Keeps the connections of engines by plain SQL. Thread-safe.</summary>
internal sealed class EngineStore(IReadConnections connections) : IEngineStore
{
    private const string Listing = "'apc engines list' shows what there is";

    public async Task SaveAsync(EngineConnection connection, CancellationToken cancellationToken)
    {
        await using var session = await ReadSession.OpenAsync(connections, cancellationToken);
        await session.ExecuteAsync(
            EngineSql.Save,
            cancellationToken,
            ("engine", connection.Id.Value),
            ("url", connection.Url.AbsoluteUri),
            ("credential", connection.Credential ?? ""),
            ("settings", JsonSerializer.Serialize(connection.Settings))
        );
    }

    public async Task ForgetAsync(EngineId id, CancellationToken cancellationToken)
    {
        await using var session = await ReadSession.OpenAsync(connections, cancellationToken);
        await session.ExecuteAsync(EngineSql.Forget, cancellationToken, ("engine", id.Value));
    }

    public async Task<EngineConnection> GetAsync(string name, CancellationToken cancellationToken)
    {
        await using var session = await ReadSession.OpenAsync(connections, cancellationToken);
        var found = await session.ListAsync(
            $"{EngineSql.Select} WHERE e.name = @name AND e.is_active",
            Read,
            cancellationToken,
            ("name", name)
        );
        return found.SingleOrDefault()
            ?? throw new NotFoundException($"engine '{name}': there is none; {Listing}, 'apc engines add' adds one");
    }

    public async Task<EngineConnection> GetAsync(EngineId id, CancellationToken cancellationToken)
    {
        await using var session = await ReadSession.OpenAsync(connections, cancellationToken);
        var found = await session.ListAsync(
            $"{EngineSql.Select} WHERE e.id = @id",
            Read,
            cancellationToken,
            ("id", id.Value)
        );
        return found.SingleOrDefault() ?? throw new NotFoundException($"engine {id}: there is none; {Listing}");
    }

    public async Task<IReadOnlyList<EngineOverview>> ListAsync(CancellationToken cancellationToken)
    {
        await using var session = await ReadSession.OpenAsync(connections, cancellationToken);
        return await session.ListAsync(
            EngineSql.Overview,
            row => new EngineOverview(Read(row), row.Long(), row.Long(), row.OptionalText()),
            cancellationToken
        );
    }

    private static EngineConnection Read(Row row) =>
        new(
            EngineId.From(row.Id()),
            row.Text(),
            row.Text(),
            new Uri(row.Text()),
            row.OptionalText(),
            JsonSerializer.Deserialize<Dictionary<string, string>>(row.Text()) ?? []
        )
        {
            IsActive = row.Flag(),
        };
}

using AutomationPlatform.Domain.Orchestration;

namespace AutomationPlatform.Application.Orchestration;

/// <summary>Keeps the connections of engines. Thread-safe.</summary>
public interface IEngineStore
{
    /// <summary>Keeps how an engine is reached, in place of what was kept of it before.</summary>
    Task SaveAsync(EngineConnection connection, CancellationToken cancellationToken);

    /// <summary>Forgets how an engine is reached that was not added after all.</summary>
    Task ForgetAsync(EngineId id, CancellationToken cancellationToken);

    /// <summary>The active engine of this name.</summary>
    /// <exception cref="NotFoundException">There is none.</exception>
    Task<EngineConnection> GetAsync(string name, CancellationToken cancellationToken);

    /// <summary>The engine of this id, active or not.</summary>
    /// <exception cref="NotFoundException">There is none.</exception>
    Task<EngineConnection> GetAsync(EngineId id, CancellationToken cancellationToken);

    /// <summary>The active engines by name.</summary>
    Task<IReadOnlyList<EngineOverview>> ListAsync(CancellationToken cancellationToken);
}

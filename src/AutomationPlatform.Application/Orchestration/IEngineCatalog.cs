namespace AutomationPlatform.Application.Orchestration;

/// <summary>The types of engines there are. Thread-safe.</summary>
public interface IEngineCatalog
{
    /// <summary>The types, by name.</summary>
    IReadOnlyList<EngineType> Types { get; }

    /// <summary>Checks a connection as a whole: its type, URL, credential reference and settings. Nothing is asked of the engine.</summary>
    /// <exception cref="InvalidInputException">Something is wrong; what is right is said.</exception>
    void Check(EngineConnection connection);

    /// <summary>A client for an engine; the same for the same connection, so that what it learnt of the engine's health stays.</summary>
    /// <exception cref="InvalidInputException">The connection is not one of a type there is.</exception>
    IEngineClient Open(EngineConnection connection);
}

using AutomationPlatform.Application.Orchestration;
using AutomationPlatform.Engines.Http;

namespace AutomationPlatform.Engines;

/// <summary>What the catalog knows of one type of engines.</summary>
internal interface IEngineAdapter
{
    /// <summary>Its name, description and settings.</summary>
    EngineType Type { get; }

    /// <summary>Whether nothing can be asked of it without a credential.</summary>
    bool NeedsCredential { get; }

    /// <summary>Checks what no list of names can say. The settings are known ones and the required ones are there.</summary>
    /// <exception cref="Application.InvalidInputException">A setting is wrong.</exception>
    void Check(EngineSettings settings);

    /// <summary>A client that speaks through this connection.</summary>
    IEngineClient Open(EngineHttp http, EngineSettings settings);
}

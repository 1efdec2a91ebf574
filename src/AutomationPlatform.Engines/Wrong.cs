using AutomationPlatform.Application;
using AutomationPlatform.Application.Orchestration;

namespace AutomationPlatform.Engines;

/// <summary>Orders that cannot be made into a request.</summary>
internal static class Wrong
{
    /// <summary>The refusal of an order whose definition or engine does not say what is needed; nothing was sent.</summary>
    internal static EngineException Order(EngineConnection engine, InvalidInputException wrong) =>
        new(
            EngineTrouble.Refused,
            engine.Name,
            "the job to be submitted",
            wrong.Message,
            "correct it and start the run again",
            wrong
        );
}

using AutomationPlatform.Application;
using AutomationPlatform.Application.Orchestration;

namespace AutomationPlatform.Engines;

/// <summary>Orders that cannot be made into a request.</summary>
internal static class Wrong
{
    /// <summary>Makes something of an order.</summary>
    /// <exception cref="EngineException">Its definition or the engine does not say what is needed; nothing was sent.</exception>
    internal static T OrderRefused<T>(EngineConnection engine, Func<T> make)
    {
        try
        {
            return make();
        }
        catch (InvalidInputException wrong)
        {
            throw new EngineException(
                EngineTrouble.Refused,
                engine.Name,
                "the job to be submitted",
                wrong.Message,
                "correct it and start the run again",
                wrong
            );
        }
    }
}

namespace AutomationPlatform.Application.Orchestration;

/// <summary>Trouble with an external engine; the message names the engine, the address, its answer and the remedy.</summary>
/// <param name="trouble">What kind.</param>
/// <param name="engine">The engine's name.</param>
/// <param name="asked">What was asked: method and address, without a secret.</param>
/// <param name="answer">What came back, in one line.</param>
/// <param name="remedy">What to do.</param>
/// <param name="cause">What was thrown below, if anything was.</param>
public sealed class EngineException(
    EngineTrouble trouble,
    string engine,
    string asked,
    string answer,
    string remedy,
    Exception? cause = null
) : Exception($"engine '{engine}': {asked}: {answer}; {remedy}", cause)
{
    /// <summary>What kind of trouble.</summary>
    public EngineTrouble Trouble { get; } = trouble;

    /// <summary>The engine's name.</summary>
    public string Engine { get; } = engine;

    /// <summary>What was asked.</summary>
    public string Asked { get; } = asked;

    /// <summary>What came back.</summary>
    public string Answer { get; } = answer;

    /// <summary>The engine asks not to be asked again before so long.</summary>
    public TimeSpan? RetryAfter { get; init; }
}

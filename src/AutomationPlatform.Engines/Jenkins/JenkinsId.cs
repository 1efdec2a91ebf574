using System.Globalization;
using AutomationPlatform.Application.Orchestration;

namespace AutomationPlatform.Engines.Jenkins;

/// <summary>How a build is known: by its place in the queue, and, once it has left that, by its number as well.</summary>
/// <param name="Queue">The id of its queue item.</param>
/// <param name="Build">The build's number; null while it waits.</param>
internal sealed record JenkinsId(long Queue, long? Build)
{
    /// <summary>Reads <c>130</c> or <c>130/28</c>.</summary>
    /// <exception cref="EngineException">It is neither.</exception>
    internal static JenkinsId Parse(string text, EngineConnection engine) =>
        text.Split('/') switch
        {
            [var queue] when Number(queue) is { } item => new(item, null),
            [var queue, var build] when Number(queue) is { } item && Number(build) is { } number => new(item, number),
            _ => throw new EngineException(
                EngineTrouble.Unclear,
                engine.Name,
                $"the job that is recorded as '{text}'",
                "it is no id of the queue, as 130, or of a build, as 130/28",
                "its record was changed by other means; set it right, or cancel the run and start another"
            ),
        };

    public override string ToString() => Build is { } number ? $"{Queue}/{number}" : $"{Queue}";

    private static long? Number(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}

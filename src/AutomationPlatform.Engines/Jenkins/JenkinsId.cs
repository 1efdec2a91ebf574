using System.Globalization;

namespace AutomationPlatform.Engines.Jenkins;

/// <summary>How a build is known: by its place in the queue, and, once it has left that, by its number as well.</summary>
/// <param name="Queue">The id of its queue item.</param>
/// <param name="Build">The build's number; null while it waits.</param>
internal sealed record JenkinsId(long Queue, long? Build)
{
    /// <summary>Reads <c>130</c> or <c>130/28</c>.</summary>
    internal static JenkinsId Parse(string text)
    {
        var parts = text.Split('/');
        return new(
            long.Parse(parts[0], CultureInfo.InvariantCulture),
            parts.Length > 1 ? long.Parse(parts[1], CultureInfo.InvariantCulture) : null
        );
    }

    public override string ToString() => Build is { } number ? $"{Queue}/{number}" : $"{Queue}";
}

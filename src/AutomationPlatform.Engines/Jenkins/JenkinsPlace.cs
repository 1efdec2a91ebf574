namespace AutomationPlatform.Engines.Jenkins;

/// <summary>Where a job of ours is by now: an item of the queue, or a build.</summary>
/// <param name="Id">How it is known from now on.</param>
/// <param name="Item">The item, while it has not become a build.</param>
/// <param name="Build">The build, once it is one.</param>
internal sealed record JenkinsPlace(JenkinsId Id, JenkinsAnswer? Item, JenkinsAnswer? Build);

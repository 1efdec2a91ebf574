namespace AutomationPlatform.Application.Orchestration;

/// <summary>A setting of a type of engines.</summary>
/// <param name="Name">Its name; one that ends with <c>.</c> is the beginning of any number of names.</param>
/// <param name="Description">What it says, with its default.</param>
/// <param name="IsRequired">Whether there is no engine without it.</param>
public sealed record EngineSetting(string Name, string Description, bool IsRequired = false);

using AutomationPlatform.Domain.Definition;

namespace AutomationPlatform.Application.Definition;

/// <summary>Every limit of an automation file, by name.</summary>
public static class DefinitionLimits
{
    /// <summary>The largest automation file or schema file, in bytes: 1 MiB.</summary>
    public const int FileBytes = 1024 * 1024;

    /// <summary>The deepest nesting of an automation file: 64.</summary>
    public const int Depth = 64;

    /// <summary>The most nodes of an automation file, those that aliases repeat included: 100,000.</summary>
    public const int Nodes = 100_000;

    /// <summary>The longest time one attempt may be given: 7 days.</summary>
    public static readonly TimeSpan Timeout = AutomationSettings.TimeoutLimit;

    /// <summary>The longest delay and total time of a retry policy: 365 days.</summary>
    public static readonly TimeSpan RetryTime = RetryPolicy.TimeLimit;

    /// <summary>The most items one worker process may be told to handle at once: 10,000.</summary>
    public const int Concurrency = 10_000;

    /// <summary>The most items that may be in flight over all workers: 1,000,000.</summary>
    public const int InFlight = 1_000_000;

    /// <summary>The most items that may begin in one period of a rate: 1,000,000.</summary>
    public const int RateCount = 1_000_000;

    /// <summary>The most members of one list or mapping of settings: 1,000.</summary>
    public const int Members = 1_000;

    /// <summary>The longest text of a setting, in characters: 10,000.</summary>
    public const int Text = 10_000;

    /// <summary>The most automations one directory may hold when it is applied: 1,000.</summary>
    public const int FilesPerDirectory = 1_000;

    /// <summary>The most rows one transaction of an import writes: 50,000.</summary>
    public const int SliceRows = 50_000;
}

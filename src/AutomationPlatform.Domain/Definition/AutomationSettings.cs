namespace AutomationPlatform.Domain.Definition;

/// <summary>How an automation's items are executed: everything of a definition file beside name, description and schemas. A value.</summary>
public sealed record AutomationSettings
{
    /// <summary>The time an attempt may take unless the definition says otherwise: 5 minutes.</summary>
    public static readonly TimeSpan DefaultTimeout = TimeSpan.FromMinutes(5);

    /// <summary>The longest time one attempt may be given: 7 days.</summary>
    public static readonly TimeSpan TimeoutLimit = TimeSpan.FromDays(7);

    /// <summary>No handler, one attempt of at most five minutes, no limits.</summary>
    public static AutomationSettings Default { get; } = new();

    /// <summary>The JSON Pointer of the business's own reference in an item's payload; null when items have none.</summary>
    public string? Key { get; init; }

    /// <summary>What does the work; null for a definition without a handler.</summary>
    public HandlerDefinition? Handler { get; init; }

    /// <summary>The environment given to the handler's processes; a value <c>env:NAME</c> is taken from the worker's own.</summary>
    public ValueList<NamedValue> Environment { get; init; } = [];

    /// <summary>How long one attempt may take, from a millisecond to <see cref="TimeoutLimit"/>. Default <see cref="DefaultTimeout"/>.</summary>
    /// <exception cref="ValidationException">It is outside of that.</exception>
    public TimeSpan Timeout
    {
        get;
        init =>
            field = Within.Range(
                value,
                TimeSpan.FromMilliseconds(1),
                TimeoutLimit,
                nameof(Automation),
                nameof(Timeout)
            );
    } = DefaultTimeout;

    /// <summary>How many items one worker process handles at once, at least 1; null means as many as it has cores.</summary>
    /// <exception cref="ValidationException">It is below 1.</exception>
    public int? Concurrency
    {
        get;
        init =>
            field = value is { } many
                ? Within.Range(many, 1, int.MaxValue, nameof(Automation), nameof(Concurrency))
                : null;
    }

    /// <summary>Whether and when a failed attempt is repeated; null means one attempt, never a retry.</summary>
    public RetryPolicy? Retry { get; init; }

    /// <summary>Limits over all workers together. Live: a change reaches running runs.</summary>
    public ExecutionLimits Limits { get; init; } = ExecutionLimits.None;

    /// <summary>The share of failed among finished items, above 0 and at most 1, at which the rest is cancelled; null never.</summary>
    /// <exception cref="ValidationException">It is outside of that.</exception>
    public double? FailureThreshold
    {
        get;
        init =>
            field = value is null or (> 0 and <= 1)
                ? value
                : throw new ValidationException(
                    nameof(Automation),
                    nameof(FailureThreshold),
                    $"is {value}; give a share above 0 and at most 1"
                );
    }

    /// <summary>The inputs that a run without others imports.</summary>
    public ValueList<InputFile> Inputs { get; init; } = [];

    /// <summary>The directory of the definition file, in which commands run; null when it was not read from one.</summary>
    public string? Directory { get; init; }
}

/// <summary>Limits that hold over all worker processes together. A value.</summary>
/// <param name="InFlight">The most items being handled at once; null without limit.</param>
/// <param name="Rate">The most items begun in a period; null without limit.</param>
/// <exception cref="ValidationException"><paramref name="InFlight"/> is below 1.</exception>
public sealed record ExecutionLimits(int? InFlight, Rate? Rate)
{
    /// <summary>The most items being handled at once, at least 1; null without limit.</summary>
    public int? InFlight { get; } =
        InFlight is { } most ? Within.Range(most, 1, int.MaxValue, nameof(ExecutionLimits), nameof(InFlight)) : null;

    /// <summary>No limit.</summary>
    public static ExecutionLimits None { get; } = new(InFlight: null, Rate: null);
}

/// <summary>So many in such a time, for instance 50 in a second. A value.</summary>
/// <param name="Count">How many; at least 1.</param>
/// <param name="Period">In how long: a second, a minute or an hour.</param>
/// <exception cref="ValidationException"><paramref name="Count"/> is below 1.</exception>
public sealed record Rate(int Count, TimeSpan Period)
{
    /// <summary>How many; at least 1.</summary>
    public int Count { get; } = Within.Range(Count, 1, int.MaxValue, nameof(Rate), nameof(Count));
}

/// <summary>A file that is imported as one batch. A value.</summary>
/// <param name="File">The path, relative to the definition's directory.</param>
/// <param name="Batch">The batch's name; null takes the file's name without its extension.</param>
/// <param name="Payload">The batch's payload.</param>
public sealed record InputFile(string File, string? Batch, Payload? Payload)
{
    /// <summary>The name of the batch: the given one, else the file's name without its extension.</summary>
    public string BatchName => Batch ?? BatchNameOf(File);

    /// <summary>The file's path, seen from the directory of the definition.</summary>
    public string PathIn(string? directory) => directory is null ? File : Path.Combine(directory, File);

    /// <summary>The name of the batch a file becomes unless it is given one.</summary>
    public static string BatchNameOf(string file) => Path.GetFileNameWithoutExtension(file);
}

namespace AutomationPlatform.JsonSchema;

/// <summary>A schema or a value went past one of the <see cref="SchemaLimits"/>: whether it is valid is not known.</summary>
public sealed class SchemaLimitExceededException : Exception
{
    /// <summary>Creates the error of one limit.</summary>
    /// <param name="limit">The name of the property of <see cref="SchemaLimits"/>.</param>
    /// <param name="maximum">What that property allows, as text.</param>
    /// <param name="innerException">What the runtime reported, if anything.</param>
    public SchemaLimitExceededException(string limit, string maximum, Exception? innerException = null)
        : base($"The limit {limit} ({maximum}) was exceeded.", innerException)
    {
        Limit = limit;
        Maximum = maximum;
    }

    /// <summary>The name of the property of <see cref="SchemaLimits"/> that was exceeded, for example <c>Work</c>.</summary>
    public string Limit { get; }

    /// <summary>What the limit allows, as text.</summary>
    public string Maximum { get; }

    internal static void ThrowIfAbove(string limit, long value, long maximum)
    {
        if (value > maximum)
            throw new SchemaLimitExceededException(limit, maximum.ToString("N0"));
    }
}

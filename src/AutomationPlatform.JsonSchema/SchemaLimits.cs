namespace AutomationPlatform.JsonSchema;

/// <summary>The bounds within which schemas are compiled and values checked. Every bound has a name, a default and an error.</summary>
/// <remarks>
/// Going past a bound raises <see cref="SchemaLimitExceededException"/> with the name of the property below as its
/// <see cref="SchemaLimitExceededException.Limit"/>; only <see cref="Violations"/> shortens the answer instead.
/// <para>Thread safety: immutable.</para>
/// </remarks>
public sealed record SchemaLimits
{
    /// <summary>The defaults.</summary>
    public static SchemaLimits Default { get; } = new();

    /// <summary>How many arrays and objects may enclose one another in a schema. Default 128.</summary>
    public int SchemaDepth { get; init; } = 128;

    /// <summary>How many values (keywords, list entries, nested values) a schema document may hold. Default 200,000.</summary>
    public int SchemaValues { get; init; } = 200_000;

    /// <summary>How many arrays and objects may enclose one another in a value that is checked. Default 128.</summary>
    public int InstanceDepth { get; init; } = 128;

    /// <summary>How many subschemas may be under evaluation within one another, references included. Default 1,000.</summary>
    /// <remarks>
    /// Where the thread's stack is too small for the bound, reaching the end of the stack counts as reaching the bound.
    /// </remarks>
    public int EvaluationDepth { get; init; } = 1_000;

    /// <summary>
    /// How many steps one check may take: a subschema applied, a member or item visited, two values compared. The same for the
    /// members passed over while references are followed in one compilation. Default 10,000,000.
    /// </summary>
    public long Work { get; init; } = 10_000_000;

    /// <summary>
    /// How many violations <see cref="CompiledSchema.Evaluate(System.Text.Json.JsonElement)"/> lists; <see cref="SchemaEvaluation.IsTruncated"/> tells
    /// whether there were more. Default 1,000.
    /// </summary>
    public int Violations { get; init; } = 1_000;

    /// <summary>How many characters a number may have that is compared or divided. Default 1,000.</summary>
    public int NumberLength { get; init; } = 1_000;

    /// <summary>How large the exponent of a number may be, up or down; never more than 10^17. Default 10^15.</summary>
    public long NumberExponent { get; init; } = 1_000_000_000_000_000;

    /// <summary>
    /// How many characters a regular expression may have; a hundred times as many once its classes (<c>\p{L}</c>) are written out.
    /// Default 2,000.
    /// </summary>
    public int PatternLength { get; init; } = 2_000;

    /// <summary>How many groups may enclose one another in a regular expression. Default 50.</summary>
    public int PatternDepth { get; init; } = 50;

    /// <summary>
    /// How many states a regular expression may need when its counted repetitions are written out, to be matched in linear
    /// time; a larger one is matched by backtracking, under <see cref="PatternTime"/>. Default 2,000.
    /// </summary>
    public int PatternStates { get; init; } = 2_000;

    /// <summary>
    /// How long one check may spend in regular expressions that need backtracking (look-around, back-references). The others
    /// run in linear time and need no such bound. Default 1,000 ms: pauses of the machine count too.
    /// </summary>
    public TimeSpan PatternTime { get; init; } = TimeSpan.FromSeconds(1);
}

namespace AutomationPlatform.JsonSchema.Compilation;

/// <summary>Refuses a schema that is not valid against its own metaschema.</summary>
internal static class MetaSchemaCheck
{
    private const long EvaluationsPerLevel = 10;
    private const long WorkPerValue = 200;

    /// <summary>Checks a document of a dialect.</summary>
    /// <exception cref="InvalidSchemaException">Names the deepest place at which the schema breaks a rule.</exception>
    public static void Run(SchemaDocument document, Dialect dialect, SchemaLimits limits)
    {
        var evaluation = dialect.MetaSchema.Evaluate(document.Root, Bounds(limits));
        if (evaluation.IsValid)
            return;
        var worst = evaluation.Violations.MaxBy(violation => violation.InstanceLocation.Count(unit => unit == '/'))!;
        throw document.Invalid(worst.InstanceLocation, worst.Message);
    }

    // Here the schema is the value: what its own limits allow must be enough, however little its values may cost later.
    private static SchemaLimits Bounds(SchemaLimits limits) =>
        SchemaLimits.Default with
        {
            InstanceDepth = limits.SchemaDepth,
            EvaluationDepth = (int)Math.Min(int.MaxValue, EvaluationsPerLevel * limits.SchemaDepth),
            Work = WorkPerValue * Math.Max(limits.SchemaValues, 1L),
            NumberLength = limits.NumberLength,
            NumberExponent = limits.NumberExponent,
        };
}

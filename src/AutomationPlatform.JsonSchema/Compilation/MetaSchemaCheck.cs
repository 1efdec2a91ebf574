namespace AutomationPlatform.JsonSchema.Compilation;

/// <summary>Refuses a schema that is not valid against its own metaschema.</summary>
internal static class MetaSchemaCheck
{
    /// <summary>Checks a document of a dialect.</summary>
    /// <exception cref="InvalidSchemaException">Names the deepest place at which the schema breaks a rule.</exception>
    public static void Run(SchemaDocument document, Dialect dialect, SchemaLimits limits)
    {
        // As deep as the schema itself may be, since there the schema is the value that is checked.
        limits = limits with
        {
            InstanceDepth = Math.Max(limits.InstanceDepth, limits.SchemaDepth),
        };
        var evaluation = dialect.MetaSchema.Evaluate(document.Root, limits);
        if (evaluation.IsValid)
            return;
        var worst = evaluation.Violations.MaxBy(violation => violation.InstanceLocation.Count(unit => unit == '/'))!;
        throw document.Invalid(worst.InstanceLocation, worst.Message);
    }
}

using System.Text.Json;
using AutomationPlatform.JsonSchema;

namespace AutomationPlatform.Domain.Definition;

/// <summary>A JSON Schema (draft-07, 2019-09 or 2020-12), checked and compiled once. A value: equal by its JSON.</summary>
/// <remarks>Formats are asserted. Immutable and thread-safe.</remarks>
public sealed class Schema : IEquatable<Schema>
{
    private static readonly SchemaOptions Options = new() { AssertFormat = true };

    private readonly CompiledSchema compiled;

    /// <summary>Checks and compiles a schema.</summary>
    /// <param name="definition">The schema's JSON text.</param>
    /// <exception cref="ValidationException">It is not JSON or not a valid JSON Schema; the reason names the place.</exception>
    public Schema(string definition)
    {
        try
        {
            Definition = Payload.Parse(definition);
            compiled = CompiledSchema.Compile(Definition.Element, Options);
        }
        catch (Exception cause)
            when (cause is InvalidSchemaException or PayloadException or SchemaLimitExceededException)
        {
            throw new ValidationException(nameof(Schema), nameof(Definition), cause.Message);
        }
    }

    /// <summary>The schema's JSON as it was given.</summary>
    public Payload Definition { get; }

    /// <summary>The compiled form, for those who need more than a result: validity only, the types of a property, warnings.</summary>
    public CompiledSchema Compiled => compiled;

    /// <summary>Reports every violation, each with the JSON Pointer of the offending place and of the schema keyword.</summary>
    /// <param name="data">The value to check; an absent one is checked as <c>null</c>.</param>
    public SchemaValidationResult Validate(Payload? data)
    {
        var element = data?.Element ?? Null;
        if (compiled.IsValid(element))
            return SchemaValidationResult.Success;
        return new SchemaValidationResult(Valid: false, [.. compiled.Evaluate(element).Violations]);
    }

    /// <inheritdoc/>
    public bool Equals(Schema? other) => other is not null && Definition.Equals(other.Definition);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Schema);

    /// <inheritdoc/>
    public override int GetHashCode() => Definition.GetHashCode();

    private static readonly JsonElement Null = Payload.Parse("null").Element;
}

/// <summary>The outcome of checking data against a schema. A value.</summary>
/// <param name="Valid">True when nothing was violated.</param>
/// <param name="Errors">Every violation; empty when valid.</param>
public sealed record SchemaValidationResult(bool Valid, ValueList<SchemaViolation> Errors)
{
    /// <summary>The outcome without a violation.</summary>
    public static SchemaValidationResult Success { get; } = new(Valid: true, []);
}

using System.Text.Json;
using AutomationPlatform.JsonSchema.Compilation;
using AutomationPlatform.JsonSchema.Evaluation;

namespace AutomationPlatform.JsonSchema;

/// <summary>A JSON Schema, compiled once to check any number of values.</summary>
/// <remarks>
/// The draft is the one <c>$schema</c> names: draft-07, 2019-09 or 2020-12. A schema that is not valid against its own metaschema is
/// refused; keywords the standard does not know are annotations, and <see cref="Warnings"/> tells which look like slips.
/// <para>Members that appear twice in a value are each checked and each counted.</para>
/// <para>Thread safety: immutable; all members may be used from any number of threads at once.</para>
/// </remarks>
public sealed class CompiledSchema
{
    private readonly SchemaNode root;
    private readonly SchemaLimits limits;
    private readonly Lazy<SensitiveValues> sensitive;

    internal CompiledSchema(
        JsonElement document,
        Draft draft,
        SchemaNode root,
        IReadOnlyList<SchemaWarning> warnings,
        SchemaLimits limits
    )
    {
        Document = document;
        Draft = draft;
        Warnings = warnings;
        this.root = root;
        this.limits = limits;
        sensitive = new(() => new SensitiveValues(root));
    }

    /// <summary>The draft the schema is written in.</summary>
    public Draft Draft { get; }

    /// <summary>The unknown keywords that are likely misspelt, in the order in which compilation met them.</summary>
    public IReadOnlyList<SchemaWarning> Warnings { get; }

    /// <summary>Which values the schema calls sensitive; worked out at the first use.</summary>
    public SensitiveValues Sensitive => sensitive.Value;

    /// <summary>The schema as it was given; a copy that does not depend on the caller's document.</summary>
    public JsonElement Document { get; }

    /// <summary>Compiles a schema.</summary>
    /// <param name="schema">The schema as JSON text.</param>
    /// <param name="options">How; <see cref="SchemaOptions.Default"/> when null.</param>
    /// <exception cref="InvalidSchemaException">
    /// The text is not JSON, breaks its metaschema, names an unknown draft or vocabulary, has a regular expression that ECMA-262 does
    /// not allow, refers to a schema that is not there, or refers to itself without end.
    /// </exception>
    /// <exception cref="SchemaLimitExceededException">The schema is larger or deeper than the limits allow.</exception>
    public static CompiledSchema Compile(string schema, SchemaOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(schema);
        options ??= SchemaOptions.Default;
        return SchemaCompiler.Compile(SchemaText.Parse(schema, options.Limits), options, isTrusted: false);
    }

    /// <summary>Compiles a schema.</summary>
    /// <param name="schema">The schema, which is copied.</param>
    /// <param name="options">How; <see cref="SchemaOptions.Default"/> when null.</param>
    /// <exception cref="ArgumentException">The element is undefined.</exception>
    /// <exception cref="InvalidSchemaException">
    /// The schema breaks its metaschema, names an unknown draft or vocabulary, has a regular expression that ECMA-262 does not allow,
    /// refers to a schema that is not there, or refers to itself without end.
    /// </exception>
    /// <exception cref="SchemaLimitExceededException">The schema is larger or deeper than the limits allow.</exception>
    public static CompiledSchema Compile(JsonElement schema, SchemaOptions? options = null)
    {
        ThrowIfUndefined(schema);
        return SchemaCompiler.Compile(schema.Clone(), options ?? SchemaOptions.Default, isTrusted: false);
    }

    /// <summary>Whether a value keeps every rule. Allocates nothing when it does, once the thread has checked a value before.</summary>
    /// <param name="instance">The value.</param>
    /// <exception cref="ArgumentException">The element is undefined.</exception>
    /// <exception cref="SchemaLimitExceededException">The check went past one of the limits; whether the value is valid is not known.</exception>
    public bool IsValid(JsonElement instance)
    {
        ThrowIfUndefined(instance);
        return Evaluator.IsValid(root, instance, limits);
    }

    /// <summary>Checks a value and tells every rule it breaks.</summary>
    /// <param name="instance">The value.</param>
    /// <exception cref="ArgumentException">The element is undefined.</exception>
    /// <exception cref="SchemaLimitExceededException">The check went past one of the limits; whether the value is valid is not known.</exception>
    public SchemaEvaluation Evaluate(JsonElement instance) => Evaluate(instance, limits);

    /// <summary>The types the schema declares for a member of the object it describes, for readers of formats that have no types.</summary>
    /// <param name="property">The member's name.</param>
    /// <returns>
    /// What <c>type</c> says of the member, followed through <c>$ref</c> and <c>allOf</c>, where all that is said must hold, and
    /// through <c>anyOf</c> and <c>oneOf</c>, where one alternative must. <see cref="JsonTypes.None"/> when nothing is said.
    /// </returns>
    /// <remarks>
    /// The member is described by its entry in <c>properties</c> and by each pattern of <c>patternProperties</c> its name matches; by
    /// <c>additionalProperties</c> only when there is none of these. Conditions and dynamic references are not followed.
    /// </remarks>
    /// <exception cref="SchemaLimitExceededException">The references are too deep to follow.</exception>
    public JsonTypes TypesOf(string property)
    {
        ArgumentNullException.ThrowIfNull(property);
        return TypesOf([property]);
    }

    /// <summary>As <see cref="TypesOf(string)"/>, for a member of a member, by their names from the outermost.</summary>
    /// <param name="path">The names; empty for the value as a whole.</param>
    /// <exception cref="SchemaLimitExceededException">The references are too deep to follow.</exception>
    public JsonTypes TypesOf(IReadOnlyList<string> path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return new TypeDeclarations(limits).OfMember(root, path);
    }

    internal SchemaEvaluation Evaluate(JsonElement instance, SchemaLimits bounds)
    {
        ThrowIfUndefined(instance);
        return Evaluator.Evaluate(root, instance, bounds);
    }

    private static void ThrowIfUndefined(JsonElement element)
    {
        if (element.ValueKind == JsonValueKind.Undefined)
            throw new ArgumentException("The JSON element is undefined.", nameof(element));
    }
}

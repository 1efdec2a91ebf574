namespace AutomationPlatform.Domain.Definition;

/// <summary>What a run depends on, whole: both schemas and the settings. A value.</summary>
/// <param name="BatchSchema">The contract of batch payloads; null admits any.</param>
/// <param name="ItemSchema">The contract of item payloads; null admits any.</param>
/// <param name="Settings">How items are executed.</param>
public sealed record DefinitionContent(Schema? BatchSchema, Schema? ItemSchema, AutomationSettings Settings);

/// <summary>One state of an automation's definition, never changed once stored. Batches and runs name it by number.</summary>
/// <param name="AutomationId">The automation.</param>
/// <param name="Number">1 for the first, one more for each change.</param>
/// <param name="Content">The definition as it was then.</param>
public sealed record DefinitionVersion(AutomationId AutomationId, int Number, DefinitionContent Content);

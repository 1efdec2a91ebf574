namespace AutomationPlatform.Domain.Definition;

/// <summary>A named group of items inside one automation.</summary>
public sealed class Batch : Entity<BatchId>
{
    /// <summary>The longest name, in characters: 200.</summary>
    public const int NameLimit = 200;

    private Batch() { }

    /// <summary>Names a new, empty batch.</summary>
    /// <param name="automationId">The automation it belongs to.</param>
    /// <param name="name">Unique among the automation's active batches; trimmed, 1 to <see cref="NameLimit"/> characters.</param>
    /// <param name="payload">What holds for all of its items; checked against the batch schema by whoever creates it.</param>
    /// <param name="definitionNumber">The definition version its payloads were checked against; null when none was.</param>
    /// <exception cref="ValidationException">The name is empty or too long.</exception>
    public Batch(AutomationId automationId, string name, Payload? payload = null, int? definitionNumber = null)
    {
        AutomationId = automationId;
        Name = Text.Required(name, nameof(Batch), nameof(Name), NameLimit);
        Payload = payload;
        DefinitionNumber = definitionNumber;
    }

    /// <summary>The automation it belongs to.</summary>
    public AutomationId AutomationId { get; private set; }

    /// <summary>The name, unique among the automation's active batches.</summary>
    public string Name { get; private set; } = "";

    /// <summary>What holds for all of its items.</summary>
    public Payload? Payload { get; private set; }

    /// <summary>The definition version its payloads were checked against.</summary>
    public int? DefinitionNumber { get; private set; }

    /// <summary>SHA-256 over the imported input, lower-case hexadecimal; null when it was not imported.</summary>
    public string? ContentHash { get; private set; }

    /// <summary>Replaces the payload. Refused by the repository once a run refers to the batch.</summary>
    public void UpdatePayload(Payload? payload, DateTimeOffset now)
    {
        if (Equals(payload, Payload))
            return;
        Payload = payload;
        Advance(now);
    }
}

namespace AutomationPlatform.Domain.Definition;

/// <summary>What is automated: a name, the contracts of its payloads, and how its items are executed.</summary>
/// <remarks>
/// The root of the Definition area. Every change of what a run depends on makes a new, immutable
/// <see cref="DefinitionVersion"/>; a run freezes the one it was started with.
/// </remarks>
public sealed class Automation : Entity<AutomationId>
{
    /// <summary>The longest name, in characters: 200.</summary>
    public const int NameLimit = 200;

    /// <summary>The longest description, in characters: 10,000.</summary>
    public const int DescriptionLimit = 10_000;

    private readonly List<DefinitionVersion> newDefinitionVersions = [];

    private Automation() { }

    /// <summary>Defines an automation.</summary>
    /// <param name="name">Unique among active automations; trimmed, 1 to <see cref="NameLimit"/> characters.</param>
    /// <param name="description">For people; at most <see cref="DescriptionLimit"/> characters.</param>
    /// <param name="batchSchema">The contract of batch payloads; absent admits any.</param>
    /// <param name="itemSchema">The contract of item payloads; absent admits any.</param>
    /// <param name="settings">How items are executed; absent means <see cref="AutomationSettings.Default"/>, without a handler.</param>
    /// <exception cref="ValidationException">The name is empty or too long, or the description too long.</exception>
    public Automation(
        string name,
        string? description = null,
        Schema? batchSchema = null,
        Schema? itemSchema = null,
        AutomationSettings? settings = null
    )
    {
        Name = Text.Required(name, nameof(Automation), nameof(Name), NameLimit);
        Description = Text.Optional(description, nameof(Automation), nameof(Description), DescriptionLimit);
        BatchSchema = batchSchema;
        ItemSchema = itemSchema;
        Settings = settings ?? AutomationSettings.Default;
        RecordDefinition();
    }

    /// <summary>The name, unique among active automations.</summary>
    public string Name { get; private set; } = "";

    /// <summary>What it is for, in words.</summary>
    public string? Description { get; private set; }

    /// <summary>The contract of batch payloads; null admits any.</summary>
    public Schema? BatchSchema { get; private set; }

    /// <summary>The contract of item payloads; null admits any.</summary>
    public Schema? ItemSchema { get; private set; }

    /// <summary>Handler, time-outs, retry, limits and inputs.</summary>
    public AutomationSettings Settings { get; private set; } = AutomationSettings.Default;

    /// <summary>The number of the newest definition version; starts at 1.</summary>
    public int DefinitionNumber { get; private set; }

    /// <summary>Since when no work is claimed from any of its runs; null while it is not paused.</summary>
    public DateTimeOffset? PausedAt { get; private set; }

    /// <summary>Why it was paused.</summary>
    public string? PauseReason { get; private set; }

    /// <summary>Gives it another name. The same name changes nothing.</summary>
    /// <exception cref="ValidationException">The name is empty or too long.</exception>
    public void Rename(string name, DateTimeOffset now)
    {
        var checkedName = Text.Required(name, nameof(Automation), nameof(Name), NameLimit);
        if (checkedName == Name)
            return;
        Name = checkedName;
        Advance(now);
    }

    /// <summary>Changes the description. The same one changes nothing.</summary>
    /// <exception cref="ValidationException">The description is too long.</exception>
    public void Describe(string? description, DateTimeOffset now)
    {
        var checkedDescription = Text.Optional(description, nameof(Automation), nameof(Description), DescriptionLimit);
        if (checkedDescription == Description)
            return;
        Description = checkedDescription;
        Advance(now);
    }

    /// <summary>Replaces the schemas that are given; null leaves the other as it is. Equal ones change nothing.</summary>
    /// <remarks>Makes a new definition version. What was checked against an older one stays as it is.</remarks>
    public void UpdateSchemas(DateTimeOffset now, Schema? batchSchema = null, Schema? itemSchema = null) =>
        Redefine(batchSchema ?? BatchSchema, itemSchema ?? ItemSchema, Settings, now);

    /// <summary>Replaces schemas and settings whole, as a definition file says them: an absent schema is taken away.</summary>
    /// <remarks>Makes a new definition version unless nothing differs.</remarks>
    public void Redefine(Schema? batchSchema, Schema? itemSchema, AutomationSettings settings, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(settings);
        if (Equals(batchSchema, BatchSchema) && Equals(itemSchema, ItemSchema) && settings == Settings)
            return;
        BatchSchema = batchSchema;
        ItemSchema = itemSchema;
        Settings = settings;
        RecordDefinition();
        Advance(now);
    }

    /// <summary>Stops claims from all of its runs, until <see cref="Resume"/>. What has begun goes on.</summary>
    /// <exception cref="InvalidStateException">It is paused already.</exception>
    /// <exception cref="ValidationException">The reason is empty or too long.</exception>
    public void Pause(string reason, DateTimeOffset now)
    {
        if (PausedAt is not null)
            throw new InvalidStateException(nameof(Automation), Id.ToString(), "paused", nameof(Pause));
        PauseReason = Text.Required(reason, nameof(Automation), nameof(PauseReason), Limits.Reason);
        PausedAt = Instant.From(now);
        Advance(now);
    }

    /// <summary>Lets work be claimed again.</summary>
    /// <exception cref="InvalidStateException">It is not paused.</exception>
    public void Resume(DateTimeOffset now)
    {
        if (PausedAt is null)
            throw new InvalidStateException(nameof(Automation), Id.ToString(), "not paused", nameof(Resume));
        PausedAt = null;
        PauseReason = null;
        Advance(now);
    }

    /// <summary>Checks a batch payload against <see cref="BatchSchema"/>; valid when there is no schema.</summary>
    public SchemaValidationResult ValidateBatchPayload(Payload? payload) => Validate(BatchSchema, payload);

    /// <summary>Checks an item payload against <see cref="ItemSchema"/>; valid when there is no schema.</summary>
    public SchemaValidationResult ValidateItemPayload(Payload? payload) => Validate(ItemSchema, payload);

    /// <summary>Hands over the definition versions made since the last call, for the repository to store with the change.</summary>
    public IReadOnlyList<DefinitionVersion> PopDefinitionVersions()
    {
        DefinitionVersion[] popped = [.. newDefinitionVersions];
        newDefinitionVersions.Clear();
        return popped;
    }

    private static SchemaValidationResult Validate(Schema? schema, Payload? payload) =>
        schema is null ? SchemaValidationResult.Success : schema.Validate(payload);

    private void RecordDefinition()
    {
        DefinitionNumber++;
        newDefinitionVersions.Add(
            new DefinitionVersion(Id, DefinitionNumber, new DefinitionContent(BatchSchema, ItemSchema, Settings))
        );
    }
}

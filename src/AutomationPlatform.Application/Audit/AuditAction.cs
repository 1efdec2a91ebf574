namespace AutomationPlatform.Application.Audit;

/// <summary>What a command does, as the log spells it. A value.</summary>
/// <param name="Name">The thing and the verb, for instance <c>run.cancel</c>.</param>
/// <param name="Meaning">What it stands for, for people.</param>
public sealed record AuditAction(string Name, string Meaning)
{
    /// <summary>The kind of thing it is done to: the name's part before the dot.</summary>
    public string Entity => Name[..Name.IndexOf('.')];
}

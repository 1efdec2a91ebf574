namespace AutomationPlatform.Application.Audit;

/// <summary>How a command ended.</summary>
public enum AuditOutcome
{
    /// <summary>It was done, in the same transaction as its entry.</summary>
    Done,

    /// <summary>It was refused and changed nothing.</summary>
    Refused,
}

/// <summary>How outcomes are spelt.</summary>
public static class AuditOutcomes
{
    /// <summary>As in the database: <c>DONE</c>, <c>REFUSED</c>.</summary>
    public static string Name(this AuditOutcome outcome) => outcome == AuditOutcome.Done ? "DONE" : "REFUSED";
}

namespace AutomationPlatform.Application.Audit;

/// <summary>Something that is not as it was hashed, sealed or logged.</summary>
/// <param name="Table">The table, or <c>export</c> for a file.</param>
/// <param name="Subject">Which row: identifiers, for people.</param>
/// <param name="Column">The column; null when it is not known, or when the whole row is meant.</param>
/// <param name="Problem">What is wrong.</param>
public sealed record AuditFinding(string Table, string Subject, string? Column, string Problem)
{
    /// <summary>In one line: where, then what.</summary>
    public override string ToString() =>
        Column is null ? $"{Table} {Subject}: {Problem}" : $"{Table}.{Column} {Subject}: {Problem}";
}

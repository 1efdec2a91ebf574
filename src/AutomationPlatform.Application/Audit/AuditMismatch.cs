namespace AutomationPlatform.Application.Audit;

/// <summary>Thrown inside a verification at the first thing that is wrong with a run.</summary>
internal sealed class AuditMismatch(AuditFinding finding) : Exception(finding.ToString())
{
    internal AuditFinding Finding { get; } = finding;
}

using AutomationPlatform.Application.Audit;
using AutomationPlatform.Cli.Console;

namespace AutomationPlatform.Cli.Audit;

/// <summary>Shows how far a verification is.</summary>
internal sealed class VerificationShown(IProgress<Progress> progress) : IProgress<AuditProgress>
{
    public void Report(AuditProgress value) =>
        progress.Report(new Progress(value.Items, value.TotalItems > 0 ? value.TotalItems : null, Unit: "items"));
}

using System.CommandLine;
using AutomationPlatform.Application.Audit;
using AutomationPlatform.Application.Database;
using AutomationPlatform.Cli.Console;

namespace AutomationPlatform.Cli.Database;

/// <summary><c>apc db doctor</c>.</summary>
internal sealed class DbDoctorCommand : ApcCommand
{
    private readonly Option<bool> repair = new("--repair") { Description = "Mend what can be mended without a doubt" };

    internal DbDoctorCommand()
        : base(
            "doctor",
            "Look for what must not be: gaps in histories, wrong counts, left-overs of crashes, orphans. Exit 1 if found.",
            new Example("apc db doctor", "only looks"),
            new Example("apc db doctor --repair", "mends what it can")
        ) => Add(repair);

    internal override AuditAction? Audited => AuditActions.DatabaseRepair;

    internal override async Task<int> ExecuteAsync(Invocation call, CancellationToken cancellationToken)
    {
        var platform = await call.OpenAsync(cancellationToken);
        var findings = await platform.Database.ExamineAsync(
            call.Value(repair),
            new CheckNames(call.Terminal),
            cancellationToken
        );
        await DatabaseEntries.LogRepairAsync(platform, findings, cancellationToken);
        if (call.Json)
            call.WriteJson(findings);
        else if (findings.Count == 0)
            call.Terminal.Say($"{platform.Database.Description}: nothing found.");
        else
            Table(findings).WriteTo(call.Terminal.Output);
        return findings.Count == 0 ? ExitCode.Done : ExitCode.Found;
    }

    private static Listing Table(IReadOnlyList<DoctorFinding> findings)
    {
        var table = new Listing("check", "subject", "problem", "remedy", "repaired");
        foreach (var finding in findings)
            table.Add(finding.Check, finding.Subject, finding.Problem, finding.Remedy, finding.Repaired ? "yes" : "no");
        return table;
    }

    // Not System.Progress: that one reports later, on another thread, after the result.
    private sealed class CheckNames(Terminal terminal) : IProgress<string>
    {
        public void Report(string value) => terminal.Note($"checking {value}");
    }
}

using System.CommandLine;
using System.Security.Cryptography;
using AutomationPlatform.Application;
using AutomationPlatform.Application.Audit;
using AutomationPlatform.Application.Retention;
using AutomationPlatform.Cli.Console;

namespace AutomationPlatform.Cli.Audit;

/// <summary><c>apc audit verify</c>.</summary>
internal sealed class AuditVerifyCommand : ApcCommand
{
    private readonly Argument<string?> run = new("RUN")
    {
        Description = "The run, by its id or part of it; without it everything",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<string?> expect = new("--expect")
    {
        Description = "The head that an earlier verification printed: finds what was cut off since",
        HelpName = "HEAD",
    };

    private readonly Option<string?> file = new("--file")
    {
        Description = "An export to verify by itself, without the database",
        HelpName = "FILE",
    };

    internal AuditVerifyCommand()
        : base(
            "verify",
            "Compute every hash anew from the rows, compare with histories, seals and log, and name what differs. "
                + "Exit 1 if something does.",
            new Example("apc audit verify", "everything"),
            new Example("apc audit verify 0199f3c2", "one run"),
            new Example("apc audit verify --file run.jsonl", "what 'apc audit export' wrote, without the database"),
            new Example("apc audit verify --expect 12-5f0c….40-9a31…", "and nothing was cut off since that head")
        )
    {
        Add(run);
        Add(expect);
        Add(file);
    }

    internal override AuditAction? Audited => AuditActions.AuditVerify;

    internal override async Task<int> ExecuteAsync(Invocation call, CancellationToken cancellationToken)
    {
        var report = call.Value(file) is { } path
            ? await VerifyFileAsync(call, path, cancellationToken)
            : await VerifyDatabaseAsync(call, cancellationToken);
        if (call.Json)
            call.WriteJson(AuditReportDocument.Of(report));
        else
            AuditReportView.Write(call.Terminal, report);
        return report.Findings.Count == 0 ? ExitCode.Done : ExitCode.Found;
    }

    private async Task<AuditReport> VerifyDatabaseAsync(Invocation call, CancellationToken cancellationToken)
    {
        var expected = call.Value(expect) is { } text ? AuditHead.Parse(text) : null;
        var platform = await call.OpenAsync(cancellationToken);
        if (call.Optional(run) is { } id && await platform.Archives.FindAsync(id, cancellationToken) is { } left)
            return Archived(call, left);
        var order = new VerifyOrder(
            call.Optional(run) is { } part ? await platform.Runs.ResolveAsync(part, cancellationToken) : null,
            expected,
            platform.Actor
        );
        return await ProgressDisplay.WhileAsync(
            call.Terminal,
            "verify",
            progress => platform.VerifyAudit.ExecuteAsync(order, new VerificationShown(progress), cancellationToken),
            isTransient: true
        );
    }

    private async Task<AuditReport> VerifyFileAsync(Invocation call, string path, CancellationToken cancellationToken)
    {
        if (call.Value(expect) is not null)
            throw new UsageException("--file verifies one export by itself: give no --expect");
        await using var export = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        if (call.Optional(run) is { } id)
            await RequireArchiveAsync(call, id, export, cancellationToken);
        return await ProgressDisplay.WhileAsync(
            call.Terminal,
            Path.GetFileName(path),
            progress => VerifyAudit.VerifyFileAsync(export, new VerificationShown(progress), cancellationToken),
            isTransient: true
        );
    }

    private static AuditReport Archived(Invocation call, ArchivedRun left)
    {
        call.Terminal.Note(
            $"Run {left.Run} is archived since {Figures.Instant(left.ArchivedAt)}. To verify its file: "
                + $"apc audit verify {left.Run} --file {left.FileName}"
        );
        return AuditReport.OfArchivedRun();
    }

    /// <summary>The file must be the very one that the database vouched for when the run left.</summary>
    private static async Task RequireArchiveAsync(
        Invocation call,
        string id,
        FileStream file,
        CancellationToken cancellationToken
    )
    {
        var platform = await call.OpenAsync(cancellationToken);
        var archived =
            await platform.Archives.FindAsync(id, cancellationToken)
            ?? throw new NotFoundException($"no run {id} was archived; leave it out to verify the file by itself");
        if (!(await SHA256.HashDataAsync(file, cancellationToken)).AsSpan().SequenceEqual(archived.Sha256))
            throw new InvalidInputException(
                $"{file.Name} is not the file for which run {archived.Run} left: its SHA-256 is another than "
                    + Convert.ToHexStringLower(archived.Sha256)
            );
        file.Position = 0;
    }
}

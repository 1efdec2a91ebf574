using AutomationPlatform.Application.Database;
using AutomationPlatform.Application.Execution;

namespace AutomationPlatform.Infrastructure.Database.Doctor;

/// <summary>Runs every check, and mends where it is told to. Thread-safe.</summary>
/// <remarks>
/// Each check is one statement and so sees one moment, however busy the workers are; no snapshot is held from one check
/// to the next, which would keep a large database from cleaning up behind them.
/// </remarks>
/// <param name="connections">The database.</param>
/// <param name="queue">Asked for when something is repaired: rescues and ends by the same statements as workers do.</param>
/// <param name="control">Likewise: removes what a crash left of runs in the making.</param>
/// <param name="ownChecks">What only this kind of database can be asked.</param>
internal sealed class DatabaseDoctor(
    IReadConnections connections,
    Func<IWorkQueue> queue,
    Func<IRunControl> control,
    IReadOnlyList<DoctorCheck> ownChecks
) : IDoctor
{
    /// <summary>The most findings of one check that are told one by one: 100.</summary>
    internal const int FindingLimit = 100;

    // Materialized, because every finding is counted: a plan that is good for the first hundred alone can take hours.
    private const string First = "WITH found AS MATERIALIZED";

    private const string AndCount =
        "SELECT subject, problem, count(*) OVER () FROM found ORDER BY subject LIMIT @limit";

    public async Task<IReadOnlyList<DoctorFinding>> ExamineAsync(
        bool repair,
        IProgress<string>? progress,
        CancellationToken cancellationToken
    )
    {
        await using var session = await ReadSession.OpenAsync(connections, cancellationToken, ReadSession.NoTimeout);
        List<DoctorFinding> findings = [];
        foreach (var check in Checks())
        {
            progress?.Report(check.Subject);
            findings.AddRange(await RunAsync(session, check, repair, cancellationToken));
        }
        progress?.Report("definitions can be read");
        findings.AddRange(await DefinitionCheck.RunAsync(session, cancellationToken));
        return findings;
    }

    // Counts come last of the repairs of state, because those before it change what is counted.
    private IEnumerable<DoctorCheck> Checks() =>
        [
            .. ownChecks,
            .. LeftoverChecks.All(connections, control),
            .. HistoryChecks.All,
            .. QueueChecks.All(connections, queue),
            .. CountChecks.All,
            .. RunChecks.All(connections, queue),
            .. OrphanChecks.All,
        ];

    private static async Task<IEnumerable<DoctorFinding>> RunAsync(
        ReadSession session,
        DoctorCheck check,
        bool repair,
        CancellationToken cancellationToken
    )
    {
        var found = await FindAsync(session, check, cancellationToken);
        if (found.Total == 0 || !repair || check.Repair is null)
            return ToFindings(check, found, mended: null);
        await check.Repair(session, cancellationToken);
        var left = await FindAsync(session, check, cancellationToken);
        return ToFindings(check, found, subject => left.Total <= FindingLimit && !left.Subjects.Contains(subject));
    }

    private static async Task<Found> FindAsync(
        ReadSession session,
        DoctorCheck check,
        CancellationToken cancellationToken
    )
    {
        var rows = await session.ListAsync(
            $"{First} ({check.Find}) {AndCount}",
            row => (Subject: row.Text(), Problem: row.Text(), Total: row.Long()),
            cancellationToken,
            ("limit", FindingLimit)
        );
        return new Found([.. rows.Select(r => (r.Subject, r.Problem))], rows.Count == 0 ? 0 : rows[0].Total);
    }

    private static IEnumerable<DoctorFinding> ToFindings(DoctorCheck check, Found found, Predicate<string>? mended)
    {
        foreach (var (subject, problem) in found.Rows)
        {
            var repaired = mended?.Invoke(subject) ?? false;
            yield return new DoctorFinding(
                check.Name,
                subject,
                problem,
                repaired ? $"repaired: {check.Repaired}" : check.Remedy,
                repaired
            );
        }
        if (found.Total > found.Rows.Count)
            yield return new DoctorFinding(
                check.Name,
                $"{found.Total - found.Rows.Count:N0} more",
                $"{found.Total:N0} findings in all",
                mended is null ? check.Remedy : "examine once more",
                Repaired: false
            );
    }

    private sealed record Found(IReadOnlyList<(string Subject, string Problem)> Rows, long Total)
    {
        internal HashSet<string> Subjects { get; } = [.. Rows.Select(row => row.Subject)];
    }
}

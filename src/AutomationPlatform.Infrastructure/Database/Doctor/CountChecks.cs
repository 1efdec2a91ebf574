using AutomationPlatform.Domain.Execution;

namespace AutomationPlatform.Infrastructure.Database.Doctor;

/// <summary>What is derived from item executions agrees with them: counts and failures.</summary>
internal static class CountChecks
{
    private const int FailuresAtOnce = 1_000;

    internal static IReadOnlyList<DoctorCheck> All { get; } =
    [
        new("count", "counts agree with states")
        {
            Find = CountSql.FindDifferences,
            Remedy = "apc db doctor --repair adds what is lacking",
            Repair = DoctorCheck.By(CountSql.AddDifferences),
            Repaired = "what was lacking was added",
        },
        new("failure-missing", "every failure is listed")
        {
            Find = CountSql.FindMissing,
            Remedy = "apc db doctor --repair lists it again",
            Repair = ListFailuresAsync,
            Repaired = "it was listed again",
        },
        new("failure-stray", "only failures are listed as such")
        {
            Find = CountSql.FindStray,
            Remedy = "apc db doctor --repair removes the line",
            Repair = DoctorCheck.By(CountSql.RemoveStray),
            Repaired = "the line was removed",
        },
    ];

    // The fingerprint is made by the domain, so the rows pass through here.
    private static async Task ListFailuresAsync(ReadSession session, CancellationToken cancellationToken)
    {
        for (var rows = FailuresAtOnce; rows == FailuresAtOnce; )
        {
            var missing = await session.ListAsync(
                CountSql.SomeMissing,
                row => (Id: row.Id(), Code: row.Text(), Message: row.Text()),
                cancellationToken,
                ("limit", FailuresAtOnce)
            );
            rows = missing.Count;
            foreach (var (id, code, message) in missing)
                await session.ExecuteAsync(
                    CountSql.AddMissing,
                    cancellationToken,
                    ("id", id),
                    ("fingerprint", ErrorFingerprint.Of(code, message)),
                    ("code", code)
                );
        }
    }
}

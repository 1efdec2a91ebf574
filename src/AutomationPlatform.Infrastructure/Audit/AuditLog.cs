using System.Globalization;
using AutomationPlatform.Application;
using AutomationPlatform.Application.Audit;
using AutomationPlatform.Infrastructure.Database;

namespace AutomationPlatform.Infrastructure.Audit;

/// <summary>Reads the activity log by plain SQL, and writes what belongs to no other transaction. Thread-safe.</summary>
internal sealed class AuditLog(IReadConnections connections, IAuditWriter writer) : IAuditLog
{
    private const string List = "audit entries";

    public Task RecordAsync(AuditEntry entry, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(entry);
        return writer.WriteAsync(entry, cancellationToken);
    }

    public async Task<Page<LoggedEntry>> ListAsync(
        AuditFilter filter,
        PageRequest page,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(filter);
        var cursor = PageCursor.Read(List, values: 2, page);
        var (conditions, parameters) = Conditions(filter, cursor);
        await using var session = await ReadSession.OpenAsync(connections, cancellationToken);
        var entries = await session.ListAsync(
            $"{AuditSql.Select} {conditions} {AuditSql.NewestFirst}",
            Read,
            cancellationToken,
            [.. parameters, ("limit", page.Limit + 1)]
        );
        return Pages.Cut(entries, page, entry => PageCursor.Write(List, Micros(entry.OccurredAt), entry.Id));
    }

    private static (string Sql, List<(string, object)> Parameters) Conditions(AuditFilter filter, PageCursor? cursor)
    {
        List<string> sql = [];
        List<(string, object)> parameters = [];
        void Add(string condition, string name, object? value)
        {
            if (value is null)
                return;
            sql.Add(condition);
            parameters.Add((name, value));
        }
        Add("AND e.occurred_at >= @since", "since", filter.Since);
        Add("AND e.actor = @actor", "actor", filter.Actor);
        Add("AND (e.entity = @entity OR e.entity_id = @entity OR e.entity_name = @entity)", "entity", filter.Entity);
        Add("AND e.action = @action", "action", filter.Action);
        Add("AND e.outcome = @outcome", "outcome", filter.Outcome?.Name());
        if (cursor is not null)
        {
            sql.Add(AuditSql.Before);
            parameters.Add(("beforeMoment", Moment(cursor.Number(0))));
            parameters.Add(("beforeId", cursor.Id(1)));
        }
        return (string.Join(' ', sql), parameters);
    }

    private static LoggedEntry Read(Row row) =>
        new(
            row.Id(),
            row.Instant(),
            row.Text(),
            row.Text(),
            row.Text(),
            row.OptionalText(),
            row.OptionalText(),
            row.OptionalText(),
            row.OptionalText(),
            row.OptionalText(),
            row.Text(),
            row.OptionalText()
        );

    private static string Micros(DateTimeOffset instant) =>
        ((instant.UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks) / TimeSpan.TicksPerMicrosecond).ToString(
            CultureInfo.InvariantCulture
        );

    // Bounded, so that a cursor that was tampered with is no instant that the calendar lacks.
    private static DateTimeOffset Moment(long micros) =>
        DateTimeOffset.UnixEpoch.AddTicks(
            Math.Clamp(
                micros,
                0,
                (DateTimeOffset.MaxValue - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond
            ) * TimeSpan.TicksPerMicrosecond
        );
}

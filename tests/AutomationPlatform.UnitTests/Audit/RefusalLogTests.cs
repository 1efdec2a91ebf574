using AutomationPlatform.Application;
using AutomationPlatform.Application.Audit;
using Microsoft.Extensions.Logging.Abstractions;

namespace AutomationPlatform.UnitTests.Audit;

/// <summary>What is refused is logged once, by the outermost door, and the refusal reaches the caller whatever the log does.</summary>
public class RefusalLogTests
{
    [Fact]
    public async Task A_refusal_is_logged_and_reaches_the_caller()
    {
        var log = new BrokenLog(trouble: null);
        await Assert.ThrowsAsync<ConflictException>(() =>
            WatchAsync(log, AuditActions.RunPause, new ConflictException("no"))
        );
        Assert.Equal(["run.pause: no"], log.Told);
    }

    [Fact]
    public async Task What_is_no_refusal_is_not_logged()
    {
        var log = new BrokenLog(trouble: null);
        await Assert.ThrowsAsync<DatabaseUnavailableException>(() =>
            WatchAsync(log, AuditActions.RunPause, new DatabaseUnavailableException("gone"))
        );
        await Assert.ThrowsAsync<OperationCanceledException>(() =>
            WatchAsync(log, AuditActions.RunPause, new OperationCanceledException())
        );
        Assert.Empty(log.Told);
    }

    [Fact]
    public async Task A_log_that_cannot_be_written_hides_no_refusal()
    {
        var log = new BrokenLog(new DatabaseUnavailableException("it is read-only"));
        var refusal = await Assert.ThrowsAsync<ConflictException>(() =>
            WatchAsync(log, AuditActions.RunPause, new ConflictException("no"))
        );
        Assert.Equal("no", refusal.Message);
    }

    [Fact]
    public async Task A_command_within_a_command_is_logged_as_the_outer_one()
    {
        var log = new BrokenLog(trouble: null);
        var refusals = Refusals(log);
        await Assert.ThrowsAsync<ConflictException>(() =>
            refusals.WatchAsync(
                () => new AuditEntry(AuditActions.AutomationApply, "ada"),
                () => WatchAsync(log, AuditActions.EntityChange, new ConflictException("no"))
            )
        );
        Assert.Equal(["automation.apply: no"], log.Told);
        using (RefusalLog.Watch())
            await Assert.ThrowsAsync<ConflictException>(() =>
                WatchAsync(log, AuditActions.RunPause, new ConflictException("the caller tells it"))
            );
        Assert.Single(log.Told);
    }

    private static RefusalLog Refusals(IAuditLog log) => new(log, NullLogger<RefusalLog>.Instance);

    private static Task<bool> WatchAsync(IAuditLog log, AuditAction action, Exception outcome) =>
        Refusals(log).WatchAsync(() => new AuditEntry(action, "ada"), () => Task.FromException<bool>(outcome));

    private sealed class BrokenLog(Exception? trouble) : IAuditLog
    {
        internal List<string> Told { get; } = [];

        public Task RecordAsync(AuditEntry entry, CancellationToken cancellationToken)
        {
            Told.Add($"{entry.Action.Name}: {entry.Error}");
            return trouble is null ? Task.CompletedTask : Task.FromException(trouble);
        }

        public Task<Page<LoggedEntry>> ListAsync(
            AuditFilter filter,
            PageRequest page,
            CancellationToken cancellationToken
        ) => throw new NotSupportedException("Nothing is read here.");
    }
}

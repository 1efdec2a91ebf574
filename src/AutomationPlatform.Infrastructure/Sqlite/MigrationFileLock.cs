using AutomationPlatform.Application;

namespace AutomationPlatform.Infrastructure.Sqlite;

/// <summary>A lock beside the database file that one process holds while it migrates. The system frees it with the process.</summary>
internal sealed class MigrationFileLock : IAsyncDisposable
{
    /// <summary>How long to wait for another process that migrates: 10 minutes, since a large file may need its time.</summary>
    internal static readonly TimeSpan Timeout = TimeSpan.FromMinutes(10);

    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(20);

    private readonly FileStream stream;

    private MigrationFileLock(FileStream stream) => this.stream = stream;

    /// <summary>Waits until the lock is free and takes it.</summary>
    /// <exception cref="DatabaseUnavailableException">Another process holds it for longer than <see cref="Timeout"/>.</exception>
    internal static async Task<MigrationFileLock> TakeAsync(
        string databasePath,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        var path = databasePath + ".migrating";
        var began = clock.GetTimestamp();
        while (true)
        {
            if (TryOpen(path) is { } stream)
                return new MigrationFileLock(stream);
            if (clock.GetElapsedTime(began) > Timeout)
                throw new DatabaseUnavailableException(
                    $"{databasePath} is being migrated by another process for more than {Timeout.TotalMinutes} minutes"
                );
            await Task.Delay(Poll, clock, cancellationToken);
        }
    }

    /// <summary>Frees the lock. The empty file stays: removing it would race with whoever waits for it.</summary>
    public ValueTask DisposeAsync() => stream.DisposeAsync();

    private static FileStream? TryOpen(string path)
    {
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException) when (File.Exists(path))
        {
            return null;
        }
    }
}

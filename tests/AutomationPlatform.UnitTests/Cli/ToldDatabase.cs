using AutomationPlatform.Application.Database;

namespace AutomationPlatform.UnitTests.Cli;

/// <summary>A database in a given state, which remembers whether it was migrated.</summary>
internal sealed class ToldDatabase(DatabaseStatus? status = null) : IDatabase
{
    internal int Migrations { get; private set; }

    internal IReadOnlyList<DoctorFinding> Findings { get; init; } = [];

    public string Description => "sqlite:data/apc.db";

    public Task<DatabaseStatus> GetStatusAsync(CancellationToken cancellationToken) =>
        Task.FromResult(status ?? Told.Database());

    public Task<IReadOnlyList<string>> MigrateAsync(CancellationToken cancellationToken)
    {
        Migrations++;
        return Task.FromResult(status?.Pending ?? []);
    }

    public Task BackUpAsync(string path, CancellationToken cancellationToken) =>
        File.WriteAllTextAsync(path, "copy", cancellationToken);

    public Task<IReadOnlyList<DoctorFinding>> ExamineAsync(
        bool repair,
        IProgress<string>? progress,
        CancellationToken cancellationToken
    )
    {
        progress?.Report("histories");
        return Task.FromResult(Findings);
    }
}

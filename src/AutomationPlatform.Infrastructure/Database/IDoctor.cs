using AutomationPlatform.Application.Database;

namespace AutomationPlatform.Infrastructure.Database;

/// <summary>Looks for what must not be in one kind of database.</summary>
internal interface IDoctor
{
    /// <summary>Runs every check; with <paramref name="repair"/>, mends what can be mended without a doubt.</summary>
    Task<IReadOnlyList<DoctorFinding>> ExamineAsync(
        bool repair,
        IProgress<string>? progress,
        CancellationToken cancellationToken
    );
}

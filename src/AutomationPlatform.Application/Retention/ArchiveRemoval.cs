namespace AutomationPlatform.Application.Retention;

/// <summary>How far the removal of an archived run is.</summary>
public enum ArchiveRemoval
{
    /// <summary>There is more to remove.</summary>
    More,

    /// <summary>Only the run's own row is left: another run names it.</summary>
    Waiting,

    /// <summary>Nothing is left.</summary>
    Done,
}

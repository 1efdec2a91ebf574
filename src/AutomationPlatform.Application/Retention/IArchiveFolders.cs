namespace AutomationPlatform.Application.Retention;

/// <summary>Opens directories of archives.</summary>
public interface IArchiveFolders
{
    /// <summary>Opens a directory.</summary>
    /// <exception cref="InvalidInputException">It does not exist.</exception>
    IArchiveFolder Open(string path);
}

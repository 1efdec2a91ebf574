using AutomationPlatform.Application;
using AutomationPlatform.Application.Retention;

namespace AutomationPlatform.Infrastructure.Retention;

/// <summary>Opens directories on this machine's disk.</summary>
internal sealed class ArchiveFolders : IArchiveFolders
{
    public IArchiveFolder Open(string path) =>
        Directory.Exists(path)
            ? new ArchiveFolder(path)
            : throw new InvalidInputException($"{path}: this directory does not exist; make it first");
}

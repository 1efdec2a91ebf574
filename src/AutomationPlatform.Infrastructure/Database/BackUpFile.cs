using AutomationPlatform.Application;

namespace AutomationPlatform.Infrastructure.Database;

/// <summary>A file that is written under another name and gets its own only when it is whole.</summary>
internal sealed class BackUpFile
{
    private readonly string path;

    private BackUpFile(string path) => this.path = path;

    /// <summary>Where to write.</summary>
    internal string PartialPath => path + ".partial";

    /// <summary>Takes a name that is free.</summary>
    /// <exception cref="ConflictException">The file exists.</exception>
    /// <exception cref="InvalidInputException">Its directory does not.</exception>
    internal static BackUpFile Reserve(string path)
    {
        var full = Path.GetFullPath(path);
        if (File.Exists(full))
            throw new ConflictException($"{path} exists; name another file or remove it first");
        if (!Directory.Exists(Path.GetDirectoryName(full)))
            throw new InvalidInputException($"{path}: its directory does not exist; make it first");
        var target = new BackUpFile(full);
        target.Abandon();
        return target;
    }

    /// <summary>Gives it its name.</summary>
    /// <exception cref="ConflictException">Somebody made a file of that name meanwhile.</exception>
    internal void Finish()
    {
        try
        {
            File.Move(PartialPath, path, overwrite: false);
        }
        catch (IOException) when (File.Exists(path))
        {
            throw new ConflictException($"{path} exists; name another file or remove it first");
        }
    }

    /// <summary>Removes what was written.</summary>
    internal void Abandon() => File.Delete(PartialPath);
}

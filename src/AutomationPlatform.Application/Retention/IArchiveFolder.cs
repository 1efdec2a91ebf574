namespace AutomationPlatform.Application.Retention;

/// <summary>A directory of archives. Not thread-safe.</summary>
public interface IArchiveFolder
{
    /// <summary>Writes a file under another name, lets it be read back, and gives it its name once it is safe on the disk.</summary>
    /// <param name="name">The name.</param>
    /// <param name="write">Writes it.</param>
    /// <param name="check">Reads it back; an exception leaves no file of that name.</param>
    /// <param name="cancellationToken">Ends it; no file of that name is left.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    Task WriteAsync(
        string name,
        Func<Stream, Task> write,
        Func<Stream, Task> check,
        CancellationToken cancellationToken
    );

    /// <summary>The SHA-256 of a file; null where there is none.</summary>
    Task<byte[]?> HashAsync(string name, CancellationToken cancellationToken);
}

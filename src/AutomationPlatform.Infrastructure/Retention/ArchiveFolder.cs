using System.Security.Cryptography;
using AutomationPlatform.Application.Retention;

namespace AutomationPlatform.Infrastructure.Retention;

/// <summary>A directory on this machine's disk. A file gets its name when its bytes are on the disk, and the directory follows.</summary>
internal sealed class ArchiveFolder(string path) : IArchiveFolder
{
    public async Task WriteAsync(
        string name,
        Func<Stream, Task> write,
        Func<Stream, Task> check,
        CancellationToken cancellationToken
    )
    {
        var partial = Path.Combine(path, name + ".partial");
        try
        {
            await using (var file = new FileStream(partial, FileMode.Create, FileAccess.ReadWrite, FileShare.None))
            {
                await write(file);
                file.Flush(flushToDisk: true);
            }
            await using (var file = new FileStream(partial, FileMode.Open, FileAccess.Read, FileShare.Read))
                await check(file);
            cancellationToken.ThrowIfCancellationRequested();
            // One of that name is from a call that ended before the database vouched for it.
            File.Move(partial, Path.Combine(path, name), overwrite: true);
            DirectorySync.Flush(path);
        }
        catch
        {
            File.Delete(partial);
            throw;
        }
    }

    public async Task<byte[]?> HashAsync(string name, CancellationToken cancellationToken)
    {
        var full = Path.Combine(path, name);
        if (!File.Exists(full))
            return null;
        await using var file = new FileStream(full, FileMode.Open, FileAccess.Read, FileShare.Read);
        return await SHA256.HashDataAsync(file, cancellationToken);
    }
}

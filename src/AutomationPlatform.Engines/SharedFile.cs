using System.Text;
using AutomationPlatform.Application.Orchestration;

namespace AutomationPlatform.Engines;

/// <summary>Logs that an engine leaves as files in a directory that its nodes share with this machine.</summary>
internal static class SharedFile
{
    /// <summary>Reads on in a file, whole characters only.</summary>
    /// <exception cref="EngineException">It is not here, cannot be read, or is no plain file: who writes there may have put a link
    /// in its place to something that only the reader may see.</exception>
    internal static async Task<JobLogPiece> ReadAsync(
        EngineConnection engine,
        string path,
        long offset,
        CancellationToken cancellationToken
    )
    {
        try
        {
            await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            if (!IsPlain(file, path))
                throw Unreadable(engine, path, "it is a link", "look at it on the nodes");
            file.Seek(Math.Min(offset, file.Length), SeekOrigin.Begin);
            var bytes = new byte[JobLogPiece.Limit];
            var count = await file.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancellationToken);
            var whole = WholeCharacters.Count(bytes.AsSpan(0, count));
            return new JobLogPiece(Encoding.UTF8.GetString(bytes, 0, whole), file.Position - count + whole);
        }
        catch (Exception cause) when (cause is FileNotFoundException or DirectoryNotFoundException)
        {
            throw Unreadable(
                engine,
                path,
                "it is not on this machine",
                "nothing was written yet, or the directory is not shared with it: look on the nodes",
                cause
            );
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            throw Unreadable(engine, path, cause.Message, "read it as a user who may", cause);
        }
    }

    // What was opened, not what the name leads to by now. Names of logs are ours and unlike any other; directories above may
    // well be links.
    private static bool IsPlain(FileStream file, string path) =>
        OperatingSystem.IsLinux()
            ? Path.GetFileName(
                File.ResolveLinkTarget($"/proc/self/fd/{file.SafeFileHandle.DangerousGetHandle()}", false)?.FullName
            ) == Path.GetFileName(path)
            : new FileInfo(path).LinkTarget is null;

    private static EngineException Unreadable(
        EngineConnection engine,
        string path,
        string what,
        string remedy,
        Exception? cause = null
    ) => new(EngineTrouble.Missing, engine.Name, $"log {path}", what, remedy, cause);
}

using System.Text;
using AutomationPlatform.Application.Orchestration;

namespace AutomationPlatform.Engines.Logs;

/// <summary>The log of a job that is made of several, one after the other in the order they began. The next is read when the
/// one before has ended: so nothing is told twice or left out, however many are written at once.</summary>
/// <remarks>A place in it is the number of a log and how many of its characters were read; so it holds as long as later logs
/// are added behind earlier ones.</remarks>
internal static class LogChain
{
    /// <summary>The most characters of a piece: as many as are surely no more than <see cref="JobLogPiece.Limit"/> bytes.</summary>
    internal const int PieceLimit = JobLogPiece.Limit / 3;

    /// <summary>The most logs that are asked for at a time: 100. What they hold may be nothing.</summary>
    private const int SourceLimit = 100;

    /// <summary>How many bits of a place count characters: 40; the others count logs.</summary>
    private const int CharacterBits = 40;

    private const long CharacterMask = (1L << CharacterBits) - 1;

    /// <summary>Reads on.</summary>
    /// <param name="sources">The logs in their order.</param>
    /// <param name="offset">0, or where the piece before has ended.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    internal static async Task<JobLogPiece> ReadAsync(
        IReadOnlyList<LogSource> sources,
        long offset,
        CancellationToken cancellationToken
    )
    {
        var (number, read) = ((int)(Math.Max(offset, 0) >> CharacterBits), offset & CharacterMask);
        var text = new StringBuilder();
        for (var asked = 0; number < sources.Count && asked < SourceLimit; asked++)
        {
            var slice = new LogSlice(read, PieceLimit - text.Length);
            await sources[number].PourAsync(slice, cancellationToken);
            var piece = slice.Text;
            text.Append(piece);
            read += piece.Length;
            if (slice.IsFull || !sources[number].HasEnded)
                break;
            number++;
            read = 0;
        }
        return new JobLogPiece(text.ToString(), ((long)number << CharacterBits) | read);
    }
}

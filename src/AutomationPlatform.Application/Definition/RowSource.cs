using System.Runtime.CompilerServices;
using System.Threading.Channels;
using AutomationPlatform.Domain.Definition;

namespace AutomationPlatform.Application.Definition;

/// <summary>How far an import is. A value.</summary>
/// <param name="File">The file that is being read.</param>
/// <param name="Rows">The rows read so far, rejected ones included.</param>
/// <param name="Rejected">How many of them were rejected.</param>
/// <param name="Bytes">The bytes read so far.</param>
/// <param name="TotalBytes">The bytes of all files together; 0 when unknown.</param>
public sealed record ImportProgress(string File, long Rows, long Rejected, long Bytes, long TotalBytes);

/// <summary>The checked rows of some files, in slices, with what was rejected on the way. Used once; not thread-safe.</summary>
internal sealed class RowSource : IDisposable
{
    // Two slices wait while a third is written and a fourth is read: enough for both sides never to stand still.
    private const int WaitingSlices = 2;
    private const int RowsBetweenReports = 1_000;

    private readonly IInputFiles files;
    private readonly RowInput input;
    private readonly IProgress<ImportProgress>? progress;
    private readonly RejectCollector rejects;
    private readonly InputHash hash = new();
    private readonly RowCheck check;
    private readonly RowShape shape;
    private readonly long totalBytes;
    private long bytesBefore;

    internal RowSource(IInputFiles files, RowInput input, IProgress<ImportProgress>? progress)
    {
        this.files = files;
        this.input = input;
        this.progress = progress;
        rejects = new RejectCollector(files, input.WriteRejectedRows);
        shape = new RowShape(input.Content.ItemSchema, input.Mappings);
        check = new RowCheck(input.Content.ItemSchema, JsonPointer.Parse(input.Content.Settings.Key));
        totalBytes = files.TotalBytes(input.Files);
    }

    /// <summary>The rows read so far.</summary>
    internal long Rows { get; private set; }

    internal RejectReport Report => rejects.Report();

    /// <summary>The hash of what was read; whole once the last slice was.</summary>
    internal string Hash() => hash.Value(rowsSkipped: rejects.Count > 0);

    /// <summary>Gives the slices while the next ones are read and checked on another thread.</summary>
    internal async IAsyncEnumerable<IReadOnlyList<NewItem>> ReadAheadAsync(
        int firstSequenceNumber,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var slices = Channel.CreateBounded<IReadOnlyList<NewItem>>(WaitingSlices);
        var reading = Task.Run(() => FillAsync(slices.Writer, firstSequenceNumber, stop.Token), CancellationToken.None);
        try
        {
            await foreach (var slice in slices.Reader.ReadAllAsync(cancellationToken))
                yield return slice;
        }
        finally
        {
            await stop.CancelAsync();
            await reading;
        }
    }

    /// <summary>Gives the slices one after the other.</summary>
    internal async IAsyncEnumerable<IReadOnlyList<NewItem>> ReadAsync(
        int firstSequenceNumber,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var slice = new Slice();
        for (var index = 0; index < input.Files.Count; index++)
        {
            if (index > 0)
                hash.AppendBorder();
            await using var rows = await files.OpenAsync(input.Files[index], shape, hash, cancellationToken);
            while (await rows.ReadAsync(cancellationToken))
            {
                Take(input.Files[index], rows, slice, firstSequenceNumber);
                if (slice.IsFull)
                    yield return slice.Empty();
            }
            bytesBefore += rows.BytesRead;
            Tell(input.Files[index], 0);
        }
        hash.Append(input.Mappings);
        if (slice.Any)
            yield return slice.Empty();
    }

    public void Dispose()
    {
        rejects.Dispose();
        hash.Dispose();
    }

    private async Task FillAsync(
        ChannelWriter<IReadOnlyList<NewItem>> writer,
        int firstSequenceNumber,
        CancellationToken cancellationToken
    )
    {
        try
        {
            await foreach (var slice in ReadAsync(firstSequenceNumber, cancellationToken))
                await writer.WriteAsync(slice, cancellationToken);
            writer.Complete();
        }
        catch (Exception failure)
        {
            // Handed to the reader of the channel, which throws it.
            writer.Complete(failure);
        }
    }

    private void Take(string file, IInputRows rows, Slice slice, int firstSequenceNumber)
    {
        var position = firstSequenceNumber + Rows;
        if (position > ImportLimits.Rows)
            throw new InvalidInputException(
                $"{file}:{rows.Current.Line}: a batch has at most {ImportLimits.Rows} rows; import the rest as another batch"
            );
        var row = check.Check(rows.Current);
        if (row.Payload is null)
            rejects.Add(file, rows.Current, row.Errors);
        else if (rejects.Count == 0 || input.SkipsRejects)
            slice.Add(new NewItem((int)position, row.Payload, row.Reference));
        Rows++;
        if (Rows % RowsBetweenReports == 0)
            Tell(file, rows.BytesRead);
    }

    private void Tell(string file, long bytesOfFile) =>
        progress?.Report(new ImportProgress(file, Rows, rejects.Count, bytesBefore + bytesOfFile, totalBytes));

    private sealed class Slice
    {
        private List<NewItem> items = [];
        private int characters;

        internal bool Any => items.Count > 0;

        internal bool IsFull => items.Count >= ImportLimits.SliceRows || characters >= ImportLimits.SliceCharacters;

        internal void Add(NewItem item)
        {
            items.Add(item);
            characters += item.Payload.Length;
        }

        internal List<NewItem> Empty()
        {
            var taken = items;
            items = [];
            characters = 0;
            return taken;
        }
    }
}

/// <summary>What a <see cref="RowSource"/> reads and by which rules.</summary>
/// <param name="Files">The files, in order; their rows are numbered on.</param>
/// <param name="Content">The definition whose schema and key hold.</param>
/// <param name="Mappings">Where CSV columns go.</param>
/// <param name="SkipsRejects">True gives the other rows although some are rejected; false gives none from the first reject on.</param>
/// <param name="WriteRejectedRows">True writes rejected rows to a file beside each input.</param>
internal sealed record RowInput(
    IReadOnlyList<string> Files,
    DefinitionContent Content,
    IReadOnlyList<ColumnMapping> Mappings,
    bool SkipsRejects,
    bool WriteRejectedRows
);

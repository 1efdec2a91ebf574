using AutomationPlatform.Application.Audit;
using AutomationPlatform.Domain;
using AutomationPlatform.Domain.Definition;

namespace AutomationPlatform.Application.Definition;

/// <summary>What happens to rows that break the rules.</summary>
public enum OnInvalid
{
    /// <summary>Nothing is imported.</summary>
    Reject,

    /// <summary>The others are imported; the rejected ones are written to <c>FILE.rejected.jsonl</c>.</summary>
    Skip,
}

/// <summary>Files to be imported as one batch.</summary>
public sealed record ImportRequest
{
    /// <summary>The automation.</summary>
    public required AutomationId AutomationId { get; init; }

    /// <summary>The definition version whose schemas and key hold.</summary>
    public required int DefinitionNumber { get; init; }

    /// <summary>That definition.</summary>
    public required DefinitionContent Definition { get; init; }

    /// <summary>The files, in order; the rows of each are numbered on from those before. At least one.</summary>
    public required IReadOnlyList<string> Files { get; init; }

    /// <summary>The batch's name; null takes the file's name without its extension, which only one file has.</summary>
    public string? Batch { get; init; }

    /// <summary>The batch's payload.</summary>
    public Payload? Payload { get; init; }

    /// <summary>Where CSV columns go that do not become a property of their name.</summary>
    public IReadOnlyList<ColumnMapping> Mappings { get; init; } = [];

    /// <summary>What happens to rows that break the rules. Default reject.</summary>
    public OnInvalid OnInvalid { get; init; } = OnInvalid.Reject;

    /// <summary>True adds to an existing batch; rows whose key it has already are left out.</summary>
    public bool Append { get; init; }

    /// <summary>True checks everything and writes nothing.</summary>
    public bool DryRun { get; init; }

    /// <summary>True uses a batch of that name again when it has the same content, as <c>apc run</c> does.</summary>
    public bool Reuse { get; init; }

    /// <summary>Who imports.</summary>
    public required string Actor { get; init; }
}

/// <summary>What an import did.</summary>
/// <param name="BatchId">The batch; null after a dry run.</param>
/// <param name="Batch">Its name.</param>
/// <param name="Rows">The rows that became items; of a batch used again, and of a dry run, those that it has or would have.</param>
/// <param name="LeftOut">The rows whose key the batch had already.</param>
/// <param name="Reused">True when a batch of the same content was used again.</param>
/// <param name="Rejects">What was rejected.</param>
public sealed record ImportResult(
    BatchId? BatchId,
    string Batch,
    long Rows,
    long LeftOut,
    bool Reused,
    RejectReport Rejects
)
{
    /// <summary>How many rows were rejected.</summary>
    public long Rejected => Rejects.Count;
}

/// <summary>Imports files as one batch: all of it or nothing is seen. Thread-safe.</summary>
/// <remarks>Rows are read and checked while others are written, in slices; memory does not grow with the file, but for some
/// 40 bytes a row when the definition has a key.</remarks>
public sealed class ImportBatch(IInputFiles files, IImportStore store, BatchReuse reuse, RefusalLog refusals)
{
    /// <summary>Imports.</summary>
    /// <param name="request">What is imported.</param>
    /// <param name="progress">Told of the rows read.</param>
    /// <param name="cancellationToken">Ends the import; nothing of it stays.</param>
    /// <exception cref="RejectedRowsException">Rows break the rules and are not to be skipped, or all of them do.</exception>
    /// <exception cref="InvalidInputException">A file, the batch's name or its payload is wrong.</exception>
    /// <exception cref="NotFoundException">A file, or the batch to append to, does not exist.</exception>
    /// <exception cref="ConflictException">A batch of that name exists with other content, another import of it is under way,
    /// or an unfinished run uses the batch to append to.</exception>
    /// <exception cref="DatabaseUnavailableException">The database cannot be reached; nothing of the import is seen.</exception>
    public Task<ImportResult> ExecuteAsync(
        ImportRequest request,
        IProgress<ImportProgress>? progress,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(request);
        return request.DryRun
            ? ImportAsync(request, progress, cancellationToken)
            : refusals.WatchAsync(() => Refused(request), () => ImportAsync(request, progress, cancellationToken));
    }

    private static AuditEntry Refused(ImportRequest request) =>
        new(request.Append ? AuditActions.BatchAppend : AuditActions.BatchImport, request.Actor)
        {
            EntityName = request.Batch ?? request.Files.Select(InputFile.BatchNameOf).FirstOrDefault(),
            Changes = new AuditChanges().Set("automation_id", before: null, $"{request.AutomationId}"),
        };

    private async Task<ImportResult> ImportAsync(
        ImportRequest request,
        IProgress<ImportProgress>? progress,
        CancellationToken cancellationToken
    )
    {
        var batch = BatchName(request);
        CheckPayload(request, batch);
        files.TotalBytes(request.Files);
        if (request.Reuse && await reuse.FindAsync(request, batch, cancellationToken) is { } found)
            return new ImportResult(found.Id, batch, found.Items, 0, Reused: true, RejectReport.None);
        using var source = new RowSource(files, Input(request), progress);
        return request.DryRun
            ? await CheckAsync(request, batch, source, cancellationToken)
            : await WriteAsync(request, batch, source, cancellationToken);
    }

    private static RowInput Input(ImportRequest request) =>
        new(
            request.Files,
            request.Definition,
            request.Mappings,
            request.OnInvalid == OnInvalid.Skip,
            request is { OnInvalid: OnInvalid.Skip, DryRun: false }
        );

    private static string BatchName(ImportRequest request)
    {
        if (request.Files.Count == 0)
            throw new InvalidInputException("import: no file is named; name at least one");
        if (request.Batch is null && request.Files.Count > 1)
            throw new InvalidInputException(
                $"import: {request.Files.Count} files make one batch, which needs a name; give it by --batch"
            );
        var name = (request.Batch ?? InputFile.BatchNameOf(request.Files[0])).Trim();
        return name.Length is > 0 and <= Batch.NameLimit && !name.Contains('\0')
            ? name
            : throw new InvalidInputException(
                $"batch name: it has {name.Length} characters or holds U+0000; give 1 to {Batch.NameLimit} characters by --batch"
            );
    }

    private static void CheckPayload(ImportRequest request, string batch)
    {
        if (!request.Append)
            BatchPayload.Check(batch, request.Payload, request.Definition);
        else if (request.Payload is not null)
            throw new InvalidInputException(
                $"batch '{batch}': what is appended to keeps its payload; leave --batch-payload out"
            );
    }

    private static async Task<ImportResult> CheckAsync(
        ImportRequest request,
        string batch,
        RowSource source,
        CancellationToken cancellationToken
    )
    {
        long rows = 0;
        await foreach (var slice in source.ReadAsync(0, cancellationToken))
            rows += slice.Count;
        ThrowIfRefused(request, source);
        return new ImportResult(null, batch, rows, 0, Reused: false, source.Report);
    }

    private async Task<ImportResult> WriteAsync(
        ImportRequest request,
        string batch,
        RowSource source,
        CancellationToken cancellationToken
    )
    {
        var newImport = new NewImport(
            request.AutomationId,
            batch,
            request.Payload,
            request.DefinitionNumber,
            request.Actor
        );
        await using var import = request.Append
            ? await store.BeginAppendAsync(newImport, cancellationToken)
            : await store.BeginAsync(newImport, cancellationToken);
        long rows = 0;
        long leftOut = 0;
        await foreach (var slice in source.ReadAheadAsync(import.FirstSequenceNumber, cancellationToken))
        {
            var fresh = request.Append ? await LeaveOutAsync(import, slice, cancellationToken) : slice;
            if (fresh.Count > 0)
                await import.WriteAsync(fresh, cancellationToken);
            rows += fresh.Count;
            leftOut += slice.Count - fresh.Count;
        }
        ThrowIfRefused(request, source);
        await import.CompleteAsync(source.Hash(), cancellationToken);
        return new ImportResult(import.BatchId, batch, rows, leftOut, Reused: false, source.Report);
    }

    private static async Task<IReadOnlyList<NewItem>> LeaveOutAsync(
        IImport import,
        IReadOnlyList<NewItem> slice,
        CancellationToken cancellationToken
    )
    {
        string[] references = [.. slice.Select(item => item.Reference).OfType<string>()];
        if (references.Length == 0)
            return slice;
        var known = await import.FindReferencesAsync(references, cancellationToken);
        return known.Count == 0
            ? slice
            : [.. slice.Where(item => item.Reference is null || !known.Contains(item.Reference))];
    }

    private static void ThrowIfRefused(ImportRequest request, RowSource source)
    {
        var report = source.Report;
        if (report.Count == 0)
            return;
        if (request.OnInvalid == OnInvalid.Reject)
            throw new RejectedRowsException(report, "correct the rows, or leave them out by --on-invalid skip");
        if (report.Count == source.Rows)
            throw new RejectedRowsException(report, "every row was rejected; correct the rows or the itemSchema");
    }
}

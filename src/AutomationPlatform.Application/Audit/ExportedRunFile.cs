using System.Runtime.CompilerServices;
using System.Text.Json;
using AutomationPlatform.Domain.Execution;

namespace AutomationPlatform.Application.Audit;

/// <summary>An export that is read once, line by line, and hashed meanwhile.</summary>
internal sealed class ExportedRunFile : IRunSource
{
    private readonly ExportReader lines;
    private JsonElement? pending;

    private ExportedRunFile(ExportReader lines) => this.lines = lines;

    public AuditedRun Run { get; private set; } = null!;

    public IReadOnlyList<RunSeal> Seals { get; private set; } = [];

    /// <summary>The keys that signed.</summary>
    internal IReadOnlyList<AuditPublicKey> Keys { get; private set; } = [];

    /// <summary>Since when the database it came from kept hashes.</summary>
    internal DateTimeOffset HashedSince { get; private set; }

    /// <summary>Reads the manifest.</summary>
    /// <exception cref="AuditMismatch">It is not an export.</exception>
    internal static async Task<ExportedRunFile> OpenAsync(Stream from, CancellationToken cancellationToken)
    {
        var file = new ExportedRunFile(new ExportReader(from));
        if (
            await file.lines.ReadAsync(cancellationToken) is not { } manifest
            || !manifest.TryGetProperty("format", out var format)
            || format.GetString() != RunExport.Format
        )
            throw file.lines.Wrong($"is not an export of the form {RunExport.Format}");
        try
        {
            file.HashedSince = Moment(manifest, "hashedSince") ?? default;
            file.Run = ReadRun(manifest.GetProperty("run"));
            file.Seals = [.. manifest.GetProperty("seals").EnumerateArray().Select(s => ReadSeal(file.Run.Id, s))];
            file.Keys = [.. manifest.GetProperty("keys").EnumerateArray().Select(ReadKey)];
        }
        catch (Exception error) when (ExportReader.IsUnreadable(error))
        {
            throw file.lines.Wrong($"the manifest cannot be read: {error.Message}");
        }
        return file;
    }

    public async IAsyncEnumerable<AuditedBatch> ReadBatchesAsync(
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        while (await lines.ReadAsync(cancellationToken) is { } line)
        {
            if (!line.TryGetProperty("ordinal", out _))
            {
                pending = line;
                yield break;
            }
            yield return lines.Parse(line, ReadBatch);
        }
    }

    public async IAsyncEnumerable<AuditedItem> ReadItemsAsync(
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var line = pending ?? await lines.ReadAsync(cancellationToken);
        for (; line is { } present; line = await lines.ReadAsync(cancellationToken))
        {
            if (present.TryGetProperty("sha256", out _))
            {
                await lines.EndAsync(present, cancellationToken);
                yield break;
            }
            yield return lines.Parse(present, ReadItem);
        }
        throw lines.Wrong("has no end: it was cut off");
    }

    public async IAsyncEnumerable<SealSegment> ReadSegmentsAsync(
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        await Task.CompletedTask;
        yield break;
    }

    // What was redacted is not in the file; its hash is, and the seal vouches for that.
    public Task<bool> IsErasedAsync(Guid itemOrBatch, CancellationToken cancellationToken) => Task.FromResult(true);

    private static AuditedRun ReadRun(JsonElement run)
    {
        string[] own = ["id", "status", "version", "finished_at"];
        return new AuditedRun(
            new RunId(run.GetProperty("id").GetGuid()),
            Lifecycle.Parse(run.GetProperty("status").GetString()),
            int.Parse(run.GetProperty("version").GetString()!, System.Globalization.CultureInfo.InvariantCulture),
            Moment(run, "finished_at"),
            [
                .. run.EnumerateObject()
                    .Where(column => !own.Contains(column.Name))
                    .Select(column => KeyValuePair.Create(column.Name, column.Value.GetString())),
            ]
        );
    }

    private static RunSeal ReadSeal(RunId run, JsonElement seal) =>
        new(
            seal.GetProperty("position").GetInt64(),
            run,
            seal.GetProperty("number").GetInt32(),
            seal.GetProperty("runVersion").GetInt32(),
            seal.GetProperty("body").GetString()!,
            Hash(seal, "hash") ?? [],
            Hash(seal, "previousHash"),
            seal.GetProperty("keyId").GetString(),
            seal.GetProperty("signature").GetString() is { } signature ? Convert.FromBase64String(signature) : null,
            Moment(seal, "createdAt") ?? default
        );

    private static AuditPublicKey ReadKey(JsonElement key) =>
        new(key.GetProperty("id").GetString()!, key.GetProperty("publicKey").GetBytesFromBase64());

    private static AuditedBatch ReadBatch(JsonElement line) =>
        new(
            line.GetProperty("batchExecution").GetGuid(),
            line.GetProperty("batch").GetGuid(),
            line.GetProperty("ordinal").GetInt32(),
            line.GetProperty("status").GetString()!,
            Moment(line, "startedAt"),
            Moment(line, "finishedAt"),
            Moment(line, "createdAt"),
            line.GetProperty("payload").GetString(),
            Hash(line, "payloadHash"),
            Moment(line, "createdAt") is not null
        );

    private static AuditedItem ReadItem(JsonElement line)
    {
        var item = new AuditedItem
        {
            Id = line.GetProperty("itemExecution").GetGuid(),
            ItemId = line.GetProperty("item").GetGuid(),
            BatchExecutionId = line.GetProperty("batchExecution").GetGuid(),
            Status = Lifecycle.Parse(line.GetProperty("status").GetString()),
            Version = line.GetProperty("version").GetInt32(),
            Attempt = line.GetProperty("attempt").GetInt32(),
            StartedAt = Moment(line, "startedAt"),
            FinishedAt = Moment(line, "finishedAt"),
            ErrorCode = line.GetProperty("errorCode").GetString(),
            ErrorMessage = line.GetProperty("errorMessage").GetString(),
            Result = line.GetProperty("result").GetString(),
            Reference = line.GetProperty("reference").GetString(),
            ItemCreatedAt = Moment(line, "createdAt"),
            Payload = line.GetProperty("payload").GetString(),
            PayloadHash = Hash(line, "payloadHash"),
        };
        foreach (var row in line.GetProperty("history").EnumerateArray())
            item.History.Add(ReadHistory(item.Id, row));
        return item;
    }

    private static HistoryContent ReadHistory(Guid item, JsonElement row) =>
        new(
            new ItemExecutionId(item),
            row.GetProperty("version").GetInt32(),
            Lifecycle.Parse(row.GetProperty("previousStatus").GetString()),
            Lifecycle.Parse(row.GetProperty("newStatus").GetString()),
            Moment(row, "changedAt") ?? default,
            Moment(row, "createdAt") ?? default,
            row.GetProperty("attempt").GetInt32(),
            row.GetProperty("actor").GetString(),
            row.GetProperty("code").GetString(),
            row.GetProperty("message").GetString(),
            row.GetProperty("reason").GetString(),
            Hash(row, "resultHash"),
            Hash(row, "previousHash")
        );

    private static DateTimeOffset? Moment(JsonElement line, string name) =>
        line.GetProperty(name).GetString() is { } text
            ? DateTimeOffset.ParseExact(
                text,
                AuditedRun.InstantForm,
                System.Globalization.CultureInfo.InvariantCulture,
                System.Globalization.DateTimeStyles.AssumeUniversal
            )
            : null;

    private static byte[]? Hash(JsonElement line, string name) =>
        line.GetProperty(name).GetString() is { } text ? Convert.FromHexString(text) : null;
}

using System.Buffers;
using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;
using AutomationPlatform.Domain;
using AutomationPlatform.Domain.Execution;

namespace AutomationPlatform.Application.Audit;

/// <summary>The lines of an export, gathered and hashed before they are written. Not thread-safe.</summary>
internal sealed class ExportLines(Stream to) : IAsyncDisposable
{
    private static readonly JsonWriterOptions Options = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    };

    private readonly ArrayBufferWriter<byte> text = new(1 << 17);
    private readonly IncrementalHash before = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly IncrementalHash whole = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly Utf8JsonWriter json = new(Stream.Null, Options);
    private long lines;
    private int counted;

    /// <summary>How many bytes wait to be written.</summary>
    internal int Waiting => text.WrittenCount;

    /// <summary>How many bytes were written.</summary>
    internal long Bytes { get; private set; }

    internal void Manifest(
        AuditedRun run,
        IReadOnlyList<RunSeal> seals,
        IReadOnlyList<AuditPublicKey> keys,
        (DateTimeOffset Now, DateTimeOffset HashedSince) times
    ) =>
        Line(() =>
        {
            json.WriteString("format", RunExport.Format);
            json.WriteString("exportedAt", AuditedRun.Text(times.Now));
            json.WriteString("hashedSince", AuditedRun.Text(times.HashedSince));
            json.WriteStartObject("run");
            foreach (var (column, value) in run.Facts())
                json.WriteString(column, value);
            json.WriteEndObject();
            json.WriteStartArray("seals");
            foreach (var seal in seals)
                Seal(seal);
            json.WriteEndArray();
            json.WriteStartArray("keys");
            foreach (var key in keys)
            {
                json.WriteStartObject();
                json.WriteString("id", key.Id);
                json.WriteBase64String("publicKey", key.Bytes);
                json.WriteEndObject();
            }
            json.WriteEndArray();
        });

    internal void Batch(AuditedBatch batch) =>
        Line(() =>
        {
            json.WriteString("batchExecution", batch.ExecutionId);
            json.WriteString("batch", batch.BatchId);
            json.WriteNumber("ordinal", batch.Ordinal);
            json.WriteString("status", batch.Status);
            json.WriteString("startedAt", AuditedRun.Text(batch.StartedAt));
            json.WriteString("finishedAt", AuditedRun.Text(batch.FinishedAt));
            json.WriteString("createdAt", AuditedRun.Text(batch.CreatedAt));
            Value("payload", batch.Payload);
            Hash("payloadHash", batch.PayloadHash);
        });

    internal void Item(AuditedItem item) =>
        Line(() =>
        {
            json.WriteString("itemExecution", item.Id);
            json.WriteString("item", item.ItemId);
            json.WriteString("batchExecution", item.BatchExecutionId);
            json.WriteString("status", item.Status.Name());
            json.WriteNumber("version", item.Version);
            json.WriteNumber("attempt", item.Attempt);
            json.WriteString("startedAt", AuditedRun.Text(item.StartedAt));
            json.WriteString("finishedAt", AuditedRun.Text(item.FinishedAt));
            json.WriteString("errorCode", item.ErrorCode);
            json.WriteString("errorMessage", item.ErrorMessage);
            Value("result", item.Result);
            if (item.SequenceNumber is { } sequence)
                json.WriteNumber("sequence", sequence);
            else
                json.WriteNull("sequence");
            json.WriteString("reference", item.Reference);
            json.WriteString("createdAt", AuditedRun.Text(item.ItemCreatedAt));
            Value("payload", item.Payload);
            Hash("payloadHash", item.PayloadHash);
            json.WriteStartArray("history");
            foreach (var row in item.History)
                History(row);
            json.WriteEndArray();
        });

    /// <summary>The last line: how many are before it, and the hash of every byte of them.</summary>
    internal void End()
    {
        Count();
        var hash = before.GetCurrentHash();
        var number = lines;
        Line(() =>
        {
            json.WriteNumber("lines", number);
            json.WriteString("sha256", Convert.ToHexStringLower(hash));
        });
    }

    internal async Task FlushAsync(CancellationToken cancellationToken)
    {
        Count();
        await to.WriteAsync(text.WrittenMemory, cancellationToken);
        Bytes += text.WrittenCount;
        text.ResetWrittenCount();
        counted = 0;
    }

    /// <summary>The hash of the whole file; asked for once, at the end.</summary>
    internal byte[] Sha256() => whole.GetHashAndReset();

    public async ValueTask DisposeAsync()
    {
        await json.DisposeAsync();
        before.Dispose();
        whole.Dispose();
    }

    // What is added to the text is hashed before it leaves it, and before the end is written.
    private void Count()
    {
        var added = text.WrittenSpan[counted..];
        before.AppendData(added);
        whole.AppendData(added);
        counted = text.WrittenCount;
    }

    private void Line(Action members)
    {
        json.Reset(text);
        json.WriteStartObject();
        members();
        json.WriteEndObject();
        json.Flush();
        text.Write("\n"u8);
        lines++;
    }

    private void Seal(RunSeal seal)
    {
        json.WriteStartObject();
        json.WriteNumber("position", seal.Position);
        json.WriteNumber("number", seal.Number);
        json.WriteNumber("runVersion", seal.RunVersion);
        json.WriteString("createdAt", AuditedRun.Text(seal.CreatedAt));
        json.WriteString("body", seal.Body);
        Hash("hash", seal.Hash);
        Hash("previousHash", seal.PreviousHash);
        json.WriteString("keyId", seal.KeyId);
        if (seal.Signature is null)
            json.WriteNull("signature");
        else
            json.WriteBase64String("signature", seal.Signature);
        json.WriteEndObject();
    }

    private void History(in HistoryContent row)
    {
        json.WriteStartObject();
        json.WriteNumber("version", row.Version);
        json.WriteString("previousStatus", row.PreviousStatus.Name());
        json.WriteString("newStatus", row.NewStatus.Name());
        json.WriteString("changedAt", AuditedRun.Text(row.ChangedAt));
        json.WriteString("createdAt", AuditedRun.Text(row.CreatedAt));
        json.WriteNumber("attempt", row.Attempt);
        json.WriteString("actor", row.Actor);
        json.WriteString("code", row.Code);
        json.WriteString("message", row.Message);
        json.WriteString("reason", row.Reason);
        Hash("resultHash", row.ResultHash);
        Hash("previousHash", row.PreviousHash);
        json.WriteEndObject();
    }

    private void Value(string name, string? value)
    {
        if (value is null)
            json.WriteNull(name);
        else
            json.WriteString(name, Canonical(value));
    }

    // What is not JSON any more was changed past the platform: it is written as it is, and verification finds it.
    private static string Canonical(string value)
    {
        try
        {
            return CanonicalJson.Of(value);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            return value;
        }
    }

    private void Hash(string name, byte[]? hash)
    {
        if (hash is null)
            json.WriteNull(name);
        else
            json.WriteString(name, Convert.ToHexStringLower(hash));
    }
}

using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace AutomationPlatform.Application.Audit;

/// <summary>What a seal says.</summary>
/// <param name="Run">The run's columns, by name.</param>
/// <param name="Batches">How many batches it has.</param>
/// <param name="BatchesHash">The hash over them.</param>
/// <param name="Facts">What was counted.</param>
/// <param name="Root">The root of the tree over its item executions.</param>
/// <param name="Place">Where the seal stands.</param>
public sealed record SealBody(
    IReadOnlyList<KeyValuePair<string, string?>> Run,
    int Batches,
    byte[] BatchesHash,
    SealFacts Facts,
    byte[] Root,
    SealPlace Place
)
{
    /// <summary>What the body names as its form.</summary>
    public const string Format = "apc-seal-1";

    /// <summary>The body's JSON text, without white space, its members in one order.</summary>
    public string Write()
    {
        var text = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(text))
        {
            json.WriteStartObject();
            json.WriteString("format", Format);
            json.WriteNumber("position", Place.Position);
            json.WriteNumber("number", Place.Number);
            WriteHash(json, "previous", Place.Previous);
            WriteHash(json, "previousOfRun", Place.PreviousOfRun);
            json.WriteString("log", ChainHead.Text(Place.Log));
            json.WriteString("sealedAt", AuditedRun.Text(Place.Now));
            json.WriteStartObject("run");
            foreach (var (name, value) in Run)
                json.WriteString(name, value);
            json.WriteEndObject();
            json.WriteNumber("batches", Batches);
            WriteHash(json, "batchesHash", BatchesHash);
            json.WriteNumber("items", Facts.Items);
            Facts.WriteStatuses(json);
            json.WriteNumber("historyRows", Facts.HistoryRows);
            WriteHash(json, "root", Root);
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(text.WrittenSpan);
    }

    /// <summary>Makes the seal of it, signed where there is a key.</summary>
    /// <param name="run">The run.</param>
    /// <param name="signer">The key.</param>
    public RunSeal Seal(AuditedRun run, AuditSigner signer)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(signer);
        var body = Write();
        var bytes = Encoding.UTF8.GetBytes(body);
        return new RunSeal(
            Place.Position,
            run.Id,
            Place.Number,
            run.Version,
            body,
            SHA256.HashData(bytes),
            Place.Previous,
            signer.Key?.Id,
            signer.Sign(bytes),
            Place.Now
        );
    }

    private static void WriteHash(Utf8JsonWriter json, string name, byte[]? hash)
    {
        if (hash is null)
            json.WriteNull(name);
        else
            json.WriteString(name, Convert.ToHexStringLower(hash));
    }
}

using System.Text;
using System.Text.Json;
using AutomationPlatform.Application.Audit;

namespace AutomationPlatform.Infrastructure.Audit;

/// <summary>What the entries of the log that sealing and verifying leave say of what changed.</summary>
internal static class SealEntry
{
    internal static string Changes(RunSeal seal) =>
        Write(
            ("hash", null, Convert.ToHexStringLower(seal.Hash)),
            ("number", null, seal.Number),
            ("position", null, seal.Position)
        );

    internal static string Changes(LoggedVerification verification) =>
        Write(("findings", null, verification.Findings), ("head", null, verification.Head));

    internal static string Changes(string setting, string? before, string after) => Write((setting, before, after));

    private static string Write(params (string Field, string? Before, object After)[] changes)
    {
        using var text = new MemoryStream();
        using (var json = new Utf8JsonWriter(text))
        {
            json.WriteStartObject();
            foreach (var (field, before, after) in changes)
            {
                json.WriteStartObject(field);
                json.WriteString("before", before);
                if (after is string said)
                    json.WriteString("after", said);
                else
                    json.WriteNumber("after", Convert.ToInt64(after));
                json.WriteEndObject();
            }
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(text.ToArray());
    }
}

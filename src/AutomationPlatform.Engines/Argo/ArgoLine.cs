using System.Text.Json;
using AutomationPlatform.Application.Orchestration;
using AutomationPlatform.Domain;
using AutomationPlatform.Engines.Http;

namespace AutomationPlatform.Engines.Argo;

/// <summary>A line of what Argo's server streams: a result, or why there are no more.</summary>
internal static class ArgoLine
{
    /// <summary>How much of a line an error repeats, in characters: 300.</summary>
    private const int QuoteLimit = 300;

    /// <summary>The result in a line.</summary>
    /// <exception cref="EngineException">It is an error, or nothing that this server sends.</exception>
    internal static JsonElement Result(string line, EngineStream stream)
    {
        var json = Parse(line, stream);
        if (json.Member("error") is { ValueKind: JsonValueKind.Object } error)
            throw stream.Trouble($"{error.Number("http_code")} {error.Line("message")}".Trim());
        return json.Member("result") is { ValueKind: JsonValueKind.Object } result
            ? result
            : throw stream.Trouble($"a line that is neither result nor error: {ErrorText.Cut(line, QuoteLimit)}");
    }

    private static JsonElement Parse(string line, EngineStream stream)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            return document.RootElement.Clone();
        }
        catch (JsonException cause)
        {
            throw stream.Trouble($"a line that is no JSON: {ErrorText.Cut(line, QuoteLimit)}", cause);
        }
    }
}

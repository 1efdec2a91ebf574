using System.Text.Json;
using System.Text.Json.Nodes;
using AutomationPlatform.Application.Orchestration;
using AutomationPlatform.Domain;
using AutomationPlatform.Engines.Http;

namespace AutomationPlatform.Engines.Jenkins;

/// <summary>A JSON object in an answer, read with suspicion: what is there and of another kind than it should be makes the answer
/// unclear. A value.</summary>
/// <remarks>What is not there, or null, is a matter of the caller: Jenkins leaves out what does not apply.</remarks>
internal readonly struct JenkinsAnswer
{
    /// <summary>The longest text that is kept, in characters: 2,000.</summary>
    private const int TextLimit = 2_000;

    private readonly EngineResponse response;
    private readonly JsonElement json;

    private JenkinsAnswer(EngineResponse response, JsonElement json)
    {
        this.response = response;
        this.json = json;
    }

    /// <summary>The whole of an answer.</summary>
    /// <exception cref="EngineException">It is no success, or no JSON object.</exception>
    internal static JenkinsAnswer Of(EngineResponse response) => new(response, response.RequireJson());

    /// <summary>An object in it; null when it is not there.</summary>
    internal JenkinsAnswer? Part(string name) =>
        Find(name) switch
        {
            null => null,
            { ValueKind: JsonValueKind.Object } part => new(response, part),
            _ => throw Unclear(name, "is no object"),
        };

    /// <summary>The objects of a list; none when it is not there. Empty places, which older versions leave, are passed over.</summary>
    internal IReadOnlyList<JenkinsAnswer> List(string name) => Find(name) is { } list ? Objects(name, list) : [];

    /// <summary>The objects of a list that must be there.</summary>
    internal IReadOnlyList<JenkinsAnswer> RequireList(string name) =>
        Find(name) is { } list ? Objects(name, list) : throw Unclear(name, "is missing");

    /// <summary>A text, cut where it is too long to be kept; null when it is not there.</summary>
    internal string? Text(string name) =>
        Find(name) switch
        {
            null => null,
            { ValueKind: JsonValueKind.String } text => ErrorText.Cut(Read(name, text), TextLimit),
            _ => throw Unclear(name, "is no text"),
        };

    /// <summary>A whole number from 0; null when it is not there.</summary>
    internal long? Number(string name) =>
        Find(name) switch
        {
            null => null,
            { ValueKind: JsonValueKind.Number } value when value.TryGetInt64(out var number) && number >= 0 => number,
            _ => throw Unclear(name, "is no whole number from 0"),
        };

    /// <summary>A whole number from 0 that must be there.</summary>
    internal long RequireNumber(string name) => Number(name) ?? throw Unclear(name, "is missing");

    /// <summary>Yes or no; null when it is not there.</summary>
    internal bool? Flag(string name) =>
        Find(name)?.ValueKind switch
        {
            null => null,
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            _ => throw Unclear(name, "is neither true nor false"),
        };

    /// <summary>Yes or no, which must be there.</summary>
    internal bool RequireFlag(string name) => Flag(name) ?? throw Unclear(name, "is missing");

    /// <summary>Those of its members that are texts, numbers, or yes and no.</summary>
    internal Payload Words(params IReadOnlyList<string> names)
    {
        var words = new JsonObject();
        foreach (var name in names)
            if (Find(name) is { } value)
                words[name] = value.ValueKind switch
                {
                    JsonValueKind.String => Text(name),
                    JsonValueKind.Number when value.TryGetInt64(out var number) => number,
                    JsonValueKind.True or JsonValueKind.False => value.GetBoolean(),
                    _ => null,
                };
        return Payload.Parse(words.ToJsonString());
    }

    /// <summary>The error of what makes no sense in it.</summary>
    internal EngineException Unclear(string name, string what) =>
        response.Trouble(
            EngineTrouble.Unclear,
            $"{(int)response.Status} with a body in which {name} {what}",
            "it is asked again; check that --url is the address of Jenkins"
        );

    /// <summary>The error of what is plain in it and not what was looked for.</summary>
    internal EngineException Trouble(EngineTrouble kind, string answer, string remedy) =>
        response.Trouble(kind, answer, remedy);

    private List<JenkinsAnswer> Objects(string name, JsonElement list)
    {
        if (list.ValueKind != JsonValueKind.Array)
            throw Unclear(name, "is no list");
        var objects = new List<JenkinsAnswer>(list.GetArrayLength());
        foreach (var each in list.EnumerateArray())
            if (each.ValueKind == JsonValueKind.Object)
                objects.Add(new(response, each));
            else if (each.ValueKind != JsonValueKind.Null)
                throw Unclear(name, "holds what is no object");
        return objects;
    }

    // Half a surrogate pair can be written in JSON and be no text.
    private JsonElement? Find(string name)
    {
        try
        {
            return json.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;
        }
        catch (InvalidOperationException)
        {
            throw Unclear(name, "stands beside a name that is no text");
        }
    }

    private string Read(string name, JsonElement text)
    {
        try
        {
            return text.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw Unclear(name, "is no text");
        }
    }
}

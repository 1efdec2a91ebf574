using System.Text.Json.Nodes;
using AutomationPlatform.Application.Orchestration;

namespace AutomationPlatform.IntegrationTests.Engines;

/// <summary>Puts what nobody expects into each place of an engine's answers, one after the other.</summary>
internal static class HostileJson
{
    // What stands in the place of any value. The last is no text in any encoding.
    private static readonly string[] Others =
    [
        "null",
        "true",
        "-1",
        "1e999",
        "99999999999999999999",
        "\"x\"",
        "\"\\u0000\"",
        "[]",
        "[1]",
        "[[]]",
        "{}",
        "\"\\ud800\"",
    ];

    /// <summary>Calls a member with every place of every answer changed. It may succeed, or tell of trouble with the engine, and
    /// nothing else.</summary>
    /// <param name="member">What is called.</param>
    /// <param name="twist">Gives the engine what changes the text of its answers.</param>
    /// <returns>How often it told of trouble.</returns>
    internal static async Task<int> TryAsync(Func<Task> member, Action<Func<string, string>> twist)
    {
        var refused = 0;
        for (var place = 0; await TwistedAsync(member, twist, place, "null", () => { }); place++)
            foreach (var other in Others)
                await TwistedAsync(member, twist, place, other, () => refused++);
        twist(text => text);
        return refused;
    }

    // False when no answer has so many places.
    private static async Task<bool> TwistedAsync(
        Func<Task> member,
        Action<Func<string, string>> twist,
        int place,
        string other,
        Action refused
    )
    {
        var isThere = false;
        twist(text =>
        {
            var document = JsonNode.Parse(text)!;
            var places = Places(document).ToList();
            if (place >= places.Count)
                return text;
            isThere = true;
            places[place].ReplaceWith("@");
            return document.ToJsonString().Replace("\"@\"", other);
        });
        try
        {
            await member();
        }
        catch (EngineException)
        {
            refused();
        }
        return isThere;
    }

    private static IEnumerable<JsonNode> Places(JsonNode node)
    {
        var below =
            node is JsonObject members ? members.Select(member => member.Value)
            : node is JsonArray list ? list
            : [];
        foreach (var each in below)
            if (each is not null)
            {
                yield return each;
                foreach (var deeper in Places(each))
                    yield return deeper;
            }
    }
}

using AutomationPlatform.Application;
using AutomationPlatform.Application.Definition;
using AutomationPlatform.Application.Execution;
using AutomationPlatform.Application.Orchestration;

namespace AutomationPlatform.Engines;

/// <summary>The settings of one engine, read by name. A value.</summary>
internal sealed class EngineSettings(EngineConnection connection)
{
    /// <summary>The settings that every type has.</summary>
    internal static readonly IReadOnlyList<EngineSetting> OfEveryType =
    [
        new(Names.Timeout, "How long a request may take, 1s to 100s (default 30s)"),
        new(Names.CaFile, "A PEM file of the authorities that sign the engine's certificate, instead of the system's"),
        new(Names.Proxy, "The proxy's URL, or 'none' (default: what the environment says)"),
    ];

    /// <summary>The engine they are of.</summary>
    internal EngineConnection Connection => connection;

    /// <summary>The setting; null when it is not set.</summary>
    internal string? Find(string name) => connection.Settings.GetValueOrDefault(name);

    /// <summary>The setting, or what holds without it.</summary>
    internal string Get(string name, string otherwise) => Find(name) ?? otherwise;

    /// <summary>The setting, which must be there.</summary>
    internal string Require(string name, string why) =>
        Find(name) ?? throw Wrong(name, $"is missing, and {why}; add it with --set {name}=VALUE");

    /// <summary>Those whose names begin so, by the rest of their names.</summary>
    internal IEnumerable<KeyValuePair<string, string>> Below(string prefix) =>
        connection
            .Settings.Where(setting => setting.Key.StartsWith(prefix, StringComparison.Ordinal))
            .Select(setting => KeyValuePair.Create(setting.Key[prefix.Length..], setting.Value));

    /// <summary>Yes or no.</summary>
    internal bool Flag(string name) =>
        Find(name) switch
        {
            null or "false" => false,
            "true" => true,
            _ => throw Wrong(name, "is neither true nor false"),
        };

    /// <summary>How long a request may take.</summary>
    internal TimeSpan Timeout()
    {
        if (Find(Names.Timeout) is not { } text)
            return EngineDefaults.Request;
        var longest = TimeSpan.FromSeconds(100);
        return DurationText.TryParse(text, out var span) && span >= TimeSpan.FromSeconds(1) && span <= longest
            ? span
            : throw Wrong(Names.Timeout, "is no duration of 1s to 100s");
    }

    /// <summary>How long the claims of workers hold that the engine starts, as they are told it; null when it is not set.</summary>
    internal string? Lease(string name)
    {
        if (Find(name) is not { } text)
            return null;
        var (shortest, longest) = (ExecutionDefaults.LeaseShortest, ExecutionDefaults.LeaseLongest);
        return DurationText.TryParse(text, out var lease) && lease >= shortest && lease <= longest
            ? text
            : throw Wrong(name, "is no duration of 1s to 1h");
    }

    /// <summary>The error of a setting that is wrong.</summary>
    internal InvalidInputException Wrong(string name, string what) =>
        new($"engine '{connection.Name}': setting {name} {what}");

    /// <summary>Names of settings that every type has.</summary>
    internal static class Names
    {
        internal const string Timeout = "timeout";
        internal const string CaFile = "caFile";
        internal const string Proxy = "proxy";
    }
}

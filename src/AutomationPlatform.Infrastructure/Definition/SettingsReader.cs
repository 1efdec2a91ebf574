using System.Globalization;
using AutomationPlatform.Application.Definition;
using AutomationPlatform.Domain;
using AutomationPlatform.Domain.Definition;

namespace AutomationPlatform.Infrastructure.Definition;

/// <summary>Binds the keys of a definition to settings; the same for automation files and for what is stored.</summary>
internal static class SettingsReader
{
    internal const string Handler = "handler";
    internal const string Timeout = "timeout";
    internal const string Concurrency = "concurrency";
    internal const string Retry = "retry";
    internal const string Limits = "limits";
    internal const string Failure = "failure";
    internal const string Key = "key";
    internal const string Input = "input";
    internal const string Directory = "directory";

    /// <summary>The keys of settings in an automation file.</summary>
    internal static readonly string[] FileKeys = [Key, Handler, Timeout, Concurrency, Retry, Limits, Failure, Input];

    /// <summary>The keys of stored settings: those of the file and the directory it was read from.</summary>
    internal static readonly string[] StoredKeys = [.. FileKeys, Directory];

    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(1);

    /// <summary>Reads the settings among the members of a mapping, whose keys the caller has checked.</summary>
    internal static AutomationSettings Read(DefinitionNode root) =>
        new()
        {
            Key = root[Key] is { } key ? ReadKey(key) : null,
            Handler = root[Handler] is { } handler ? HandlerReader.Read(handler) : null,
            Environment = root[Handler] is { } owner ? HandlerReader.ReadEnvironment(owner) : [],
            Timeout = root[Timeout]?.Duration(Shortest, DefinitionLimits.Timeout) ?? AutomationSettings.DefaultTimeout,
            Concurrency = root[Concurrency]?.Whole(1, DefinitionLimits.Concurrency),
            Retry = root[Retry] is { } retry ? ReadRetry(retry) : null,
            Limits = root[Limits] is { } limits ? ReadLimits(limits) : ExecutionLimits.None,
            FailureThreshold = root[Failure]?.Mapping("threshold")["threshold"] is { } share ? ReadShare(share) : null,
            Inputs = root[Input] is { } inputs ? [.. inputs.Sequence().Select(ReadInput)] : [],
            Directory = root[Directory]?.Text(),
        };

    private static string ReadKey(DefinitionNode node) =>
        JsonPointer.TryParse(node.Text(), out var pointer)
            ? pointer.Text
            : throw node.Error($"is {node.Describe()}; write a JSON Pointer, for instance /customerId");

    private static RetryPolicy ReadRetry(DefinitionNode node)
    {
        node.Mapping("maxAttempts", "backoff", "initialDelay", "maxDelay", "jitter", "totalTimeout", "overrides");
        var most = DefinitionLimits.RetryTime;
        var policy = new RetryPolicy
        {
            MaxAttempts = ReadAttempts(node),
            Backoff = node["backoff"] is { } backoff ? ReadWord<Backoff>(backoff) : Backoff.Exponential,
            InitialDelay = node["initialDelay"]?.Duration(TimeSpan.Zero, most) ?? RetryPolicy.DefaultInitialDelay,
            MaxDelay = node["maxDelay"]?.Duration(TimeSpan.Zero, most) ?? RetryPolicy.DefaultMaxDelay,
            Jitter = node["jitter"] is { } jitter ? ReadWord<Jitter>(jitter) : Jitter.Full,
            TotalTimeout = node["totalTimeout"]?.Duration(Shortest, most),
            Overrides = node["overrides"] is { } overrides ? ReadOverrides(overrides) : [],
        };
        return policy;
    }

    private static int ReadAttempts(DefinitionNode node) =>
        (node["maxAttempts"] ?? throw node.Error("maxAttempts is missing; write for instance maxAttempts: 3")).Whole(
            1,
            RetryPolicy.MaxAttemptsLimit
        );

    private static ValueList<RetryOverride> ReadOverrides(DefinitionNode node) =>
        [
            .. node.AnyMapping()
                .Members.OrderBy(member => member.Name, StringComparer.Ordinal)
                .Select(member => new RetryOverride(
                    member.Name.Length is > 0 and <= Domain.Limits.ErrorCode
                        ? member.Name
                        : throw node.Error($"a code has 1 to {Domain.Limits.ErrorCode} characters"),
                    ReadAttempts(member.Node.Mapping("maxAttempts"))
                )),
        ];

    private static T ReadWord<T>(DefinitionNode node)
        where T : struct, Enum
    {
        foreach (var value in Enum.GetValues<T>())
            if (node.Text() == Spell(value))
                return value;
        var known = string.Join(" or ", Enum.GetValues<T>().Select(Spell));
        throw node.Error($"is {node.Describe()}; write {known}");
    }

    /// <summary>A word of an enumeration as files spell it.</summary>
    internal static string Spell<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();

    private static ExecutionLimits ReadLimits(DefinitionNode node)
    {
        node.Mapping("inFlight", "rate");
        return new ExecutionLimits(
            node["inFlight"]?.Whole(1, DefinitionLimits.InFlight),
            node["rate"] is { } rate ? ReadRate(rate) : null
        );
    }

    private static Rate ReadRate(DefinitionNode node) =>
        RateText.TryParse(node.Text(), out var rate) && rate.Count <= DefinitionLimits.RateCount
            ? rate
            : throw node.Error(
                $"is {node.Describe()}; write a count from 1 to {DefinitionLimits.RateCount} per s, m or h, for instance 50/s"
            );

    private static double ReadShare(DefinitionNode node)
    {
        var text = node.Text();
        double? share = null;
        if (
            text.EndsWith('%')
            && decimal.TryParse(
                text.AsSpan(0, text.Length - 1),
                NumberStyles.AllowDecimalPoint,
                CultureInfo.InvariantCulture,
                out var percent
            )
        )
            share = (double)(percent / 100);
        else if (node.Kind == NodeKind.Number)
            share = double.Parse(node.Value, CultureInfo.InvariantCulture);
        return share is > 0 and <= 1
            ? share.Value
            : throw node.Error($"is {node.Describe()}; write a share above 0% and at most 100%, for instance 10%");
    }

    private static InputFile ReadInput(DefinitionNode node)
    {
        if (node.Kind != NodeKind.Mapping)
            return new InputFile(node.RequiredText(), Batch: null, Payload: null);
        node.Mapping("file", "batch", "payload");
        var file = node["file"] ?? throw node.Error("file is missing; write for instance file: customers.csv");
        return new InputFile(file.RequiredText(), node["batch"]?.RequiredText(), node["payload"]?.Payload());
    }
}

using System.Globalization;
using System.Text.RegularExpressions;
using AutomationPlatform.Application;
using AutomationPlatform.Application.Execution;
using AutomationPlatform.Domain;
using AutomationPlatform.Domain.Definition;

namespace AutomationPlatform.Infrastructure.Execution.Handlers;

/// <summary>The environment of a handler's processes: nothing of the worker's own but PATH, HOME, LANG and TZ. Immutable.</summary>
internal sealed partial class HandlerEnvironment
{
    private const string Reference = "env:";
    private const string DefaultPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
    private static readonly string[] Inherited = ["PATH", "HOME", "LANG", "TZ"];

    private readonly string[] entries;

    private HandlerEnvironment(Dictionary<string, string> variables)
    {
        entries = [.. variables.Select(variable => $"{variable.Key}={variable.Value}")];
        SearchPath = variables["PATH"];
    }

    /// <summary>Where programs are looked for.</summary>
    internal string SearchPath { get; }

    /// <summary>Takes the worker's PATH, HOME, LANG and TZ, and what the definition adds.</summary>
    /// <exception cref="InvalidInputException">A name is none, or a variable that is referred to is not set here.</exception>
    internal static HandlerEnvironment Of(ValueList<NamedValue> added)
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal) { ["PATH"] = DefaultPath };
        foreach (var name in Inherited)
            if (Environment.GetEnvironmentVariable(name) is { Length: > 0 } value)
                variables[name] = value;
        foreach (var (name, value) in added)
        {
            if (!VariableName().IsMatch(name))
                throw new InvalidInputException(
                    $"handler.env: {HandlerAnswer.Quote(name)} is not the name of a variable; use letters, digits and _"
                );
            variables[name] = Resolve(value, $"handler.env.{name}");
            if (variables[name].Contains('\0'))
                throw new InvalidInputException($"handler.env.{name}: holds U+0000, which no variable can");
        }
        return new HandlerEnvironment(variables);
    }

    /// <summary>A value of a definition: itself, or for <c>env:NAME</c> what that variable of the worker holds.</summary>
    /// <exception cref="InvalidInputException">The variable is not set; the message never holds a value.</exception>
    internal static string Resolve(string value, string place)
    {
        if (!value.StartsWith(Reference, StringComparison.Ordinal))
            return value;
        var name = value[Reference.Length..];
        return Environment.GetEnvironmentVariable(name)
            ?? throw new InvalidInputException(
                $"{place}: the variable {name} is not set in the worker's environment; set it and start the worker again"
            );
    }

    /// <summary>The environment of a process that serves many items of an automation.</summary>
    internal IReadOnlyList<string> For(string automation) => [.. entries, $"APC_AUTOMATION={automation}"];

    /// <summary>The environment of a process that serves one attempt.</summary>
    internal IReadOnlyList<string> For(ItemEnvelope envelope) =>
        [
            .. For(envelope.Automation),
            $"APC_RUN_ID={envelope.RunId}",
            $"APC_ITEM_EXECUTION_ID={envelope.Item.Id}",
            $"APC_BATCH={envelope.Batch.Name}",
            $"APC_SEQUENCE_NUMBER={envelope.Item.SequenceNumber.ToString(CultureInfo.InvariantCulture)}",
            $"APC_ATTEMPT={envelope.Item.AttemptCount.ToString(CultureInfo.InvariantCulture)}",
            $"APC_DEADLINE={EnvelopeJson.Instant(envelope.Deadline)}",
            $"APC_IDEMPOTENCY_KEY={envelope.IdempotencyKey}",
            .. envelope.Traceparent is { } traceparent ? (string[])[$"APC_TRACEPARENT={traceparent}"] : [],
        ];

    [GeneratedRegex("^[A-Za-z_][A-Za-z0-9_]*$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex VariableName();
}

using System.CommandLine;
using AutomationPlatform.Cli.Console;
using AutomationPlatform.Cli.Database;

namespace AutomationPlatform.Cli;

/// <summary>Opens the platform at a database's URL; the command line's one door to everything below.</summary>
/// <param name="databaseUrl">The value of <c>--db</c>; null takes the environment's.</param>
/// <param name="terminal">Where its logs go.</param>
internal delegate Platform PlatformOpener(string? databaseUrl, Terminal terminal);

/// <summary>What a command has at hand while it runs once.</summary>
internal sealed class Invocation(ParseResult arguments, Terminal terminal, Interrupts interrupts, PlatformOpener opener)
    : IAsyncDisposable
{
    private Platform? platform;

    /// <summary>The platform once its database can be used; null before.</summary>
    internal Platform? Opened { get; private set; }

    internal Terminal Terminal => terminal;

    internal Interrupts Interrupts => interrupts;

    internal TimeProvider Clock => terminal.Clock;

    /// <summary>Whether a JSON document is wanted.</summary>
    internal bool Json => Value(GlobalOptions.Json);

    internal T? Value<T>(Option<T> option) => arguments.GetValue(option);

    internal T Value<T>(Argument<T> argument) => arguments.GetRequiredValue(argument);

    /// <summary>An argument that may be left out; null when it was.</summary>
    internal string? Optional(Argument<string?> argument) => arguments.GetValue(argument);

    internal T Required<T>(Option<T> option) => arguments.GetRequiredValue(option);

    /// <summary>The platform, whatever the state of its database.</summary>
    internal Platform Connect() => platform ??= opener(Value(GlobalOptions.Database), terminal);

    /// <summary>The platform with its database's schema applied.</summary>
    internal async Task<Platform> OpenAsync(CancellationToken cancellationToken)
    {
        var connected = Connect();
        await SchemaGate.PassAsync(connected, Value(GlobalOptions.Migrate), terminal, cancellationToken);
        return Opened = connected;
    }

    /// <summary>Writes the document that <c>--json</c> asked for.</summary>
    internal void WriteJson<T>(T document) => JsonOutput.Write(terminal, document);

    public ValueTask DisposeAsync() => platform?.DisposeAsync() ?? ValueTask.CompletedTask;
}

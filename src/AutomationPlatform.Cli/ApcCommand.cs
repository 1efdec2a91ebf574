using System.CommandLine;
using AutomationPlatform.Application.Audit;

namespace AutomationPlatform.Cli;

/// <summary>One way to type a command, and what it does.</summary>
/// <param name="Typed">The whole line.</param>
/// <param name="Does">What it is for.</param>
internal sealed record Example(string Typed, string Does);

/// <summary>A command that does something. It calls one use case or port and shows what that says.</summary>
internal abstract class ApcCommand(string name, string description, params IReadOnlyList<Example> examples)
    : Command(name, description)
{
    /// <summary>How it is typed, for the help.</summary>
    internal IReadOnlyList<Example> Examples { get; } = examples;

    /// <summary>What it changes, as the activity log spells it; null for a command that changes nothing.</summary>
    internal virtual AuditAction? Audited => null;

    /// <summary>Does it.</summary>
    /// <param name="call">The arguments, the terminal and the platform.</param>
    /// <param name="cancellationToken">Cancelled by the first Ctrl-C; who wants to drain looks at <see cref="Invocation.Interrupts"/>.</param>
    /// <returns>The exit code.</returns>
    internal abstract Task<int> ExecuteAsync(Invocation call, CancellationToken cancellationToken);
}

/// <summary>A noun with its commands.</summary>
internal sealed class NounCommand : Command
{
    internal NounCommand(string name, string description, params IReadOnlyList<ApcCommand> commands)
        : base(name, description)
    {
        foreach (var command in commands)
            Add(command);
    }
}

using System.Text;
using AutomationPlatform.Application.Audit;
using AutomationPlatform.Cli;
using AutomationPlatform.Cli.Console;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace AutomationPlatform.UnitTests.Cli;

/// <summary>A line as a user types it, run whole: parser, command, rendering, exit code.</summary>
internal sealed class TypedLine
{
    private readonly ServiceCollection services = new();
    private readonly StringBuilder output = new();
    private readonly StringBuilder error = new();

    internal TypedLine()
    {
        services.AddLogging();
        services.AddSingleton<RefusalLog>();
        With(Audit);
    }

    /// <summary>What was logged.</summary>
    internal ToldAudit Audit
    {
        get;
        init => With(field = value);
    } = new();

    /// <summary>The moment at which every line is typed.</summary>
    internal static readonly DateTimeOffset Now = new(2026, 1, 31, 8, 15, 30, TimeSpan.Zero);

    internal FakeTimeProvider Clock { get; init; } = new(Now);

    internal Interrupts Interrupts { get; } = new();

    internal int ExitCode { get; private set; }

    /// <summary>What went to standard output.</summary>
    internal string Output => output.ToString();

    /// <summary>What went to standard error.</summary>
    internal string Error => error.ToString();

    /// <summary>Answers to questions, as on a terminal; null where nobody can be asked.</summary>
    internal string? Answers { get; init; }

    private TypedLine With(ToldAudit audit) => With<IAuditLog>(audit).With<IAuditChain>(audit);

    internal TypedLine With<T>(T port)
        where T : class
    {
        services.AddSingleton(port);
        return this;
    }

    internal async Task<TypedLine> RunAsync(params string[] args)
    {
        var terminal = new Terminal(
            Terminal.Open(new StringWriter(output) { NewLine = "\n" }, screen: null),
            Terminal.Open(new StringWriter(error) { NewLine = "\n" }, screen: null),
            Answers is null ? null : new StringReader(Answers),
            Clock
        );
        ExitCode = await CommandLine.RunAsync(
            args,
            terminal,
            Interrupts,
            (_, _) => new Platform(services.BuildServiceProvider(), "ada@host")
        );
        return this;
    }
}

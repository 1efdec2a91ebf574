using AutomationPlatform.Cli;
using AutomationPlatform.Cli.Console;

namespace AutomationPlatform.EndToEndTests;

/// <summary>A command that runs whole inside the test's own process: for what a test needs beside the processes it is about.</summary>
internal static class TypedCommand
{
    /// <summary>Runs it to its end.</summary>
    /// <param name="databaseUrl">The database.</param>
    /// <param name="arguments">The line; paths in it must be absolute.</param>
    internal static async Task<CliResult> RunAsync(string databaseUrl, params string[] arguments)
    {
        var (output, error) = (new StringWriter { NewLine = "\n" }, new StringWriter { NewLine = "\n" });
        var terminal = new Terminal(
            Terminal.Open(output, screen: null),
            Terminal.Open(error, screen: null),
            answers: null,
            TimeProvider.System
        );
        using var interrupts = new Interrupts();
        var exitCode = await CommandLine.RunAsync(
            ["--db", databaseUrl, .. arguments],
            terminal,
            interrupts,
            Composition.Open
        );
        return new CliResult($"apc {string.Join(' ', arguments)}", exitCode, output.ToString(), error.ToString());
    }
}

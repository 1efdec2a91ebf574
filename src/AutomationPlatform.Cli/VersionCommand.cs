using System.CommandLine;
using System.CommandLine.Invocation;
using System.Reflection;
using System.Runtime.InteropServices;
using AutomationPlatform.Cli.Console;

namespace AutomationPlatform.Cli;

/// <summary><c>apc version</c>.</summary>
internal sealed class VersionCommand()
    : ApcCommand(
        "version",
        "Print the version of this program.",
        new Example("apc version", "for people"),
        new Example("apc version --json", "for scripts")
    )
{
    /// <summary>The version of this program, without the build's own suffix.</summary>
    internal static string Number =>
        typeof(VersionCommand)
            .Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!
            .InformationalVersion.Split('+')[0];

    internal static string Line =>
        $"apc {Number} ({RuntimeInformation.FrameworkDescription}, {RuntimeInformation.RuntimeIdentifier})";

    internal override Task<int> ExecuteAsync(Invocation call, CancellationToken cancellationToken)
    {
        if (call.Json)
            call.WriteJson(
                new VersionDocument(
                    Number,
                    RuntimeInformation.FrameworkDescription,
                    RuntimeInformation.RuntimeIdentifier
                )
            );
        else
            call.Terminal.Say(Line);
        return Task.FromResult(ExitCode.Done);
    }
}

/// <summary>What <c>apc --version</c> does: the line of <c>apc version</c>.</summary>
internal sealed class VersionAction : SynchronousCommandLineAction
{
    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        parseResult.InvocationConfiguration.Output.WriteLine(VersionCommand.Line);
        return ExitCode.Done;
    }

    /// <inheritdoc/>
    public override bool ClearsParseErrors => true;
}

/// <summary>The document of <c>apc version --json</c>.</summary>
internal sealed record VersionDocument(string Version, string Runtime, string Platform);

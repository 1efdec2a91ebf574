using System.CommandLine;

namespace AutomationPlatform.Cli.Automations;

/// <summary><c>apc init</c>.</summary>
internal sealed class InitCommand : ApcCommand
{
    private readonly Argument<string> name = new("NAME")
    {
        Description = "The directory to make; its last part names the automation",
    };

    internal InitCommand()
        : base(
            "init",
            "Make a directory with a definition, a schema, sample rows and a handler that runs at once.",
            new Example("apc init greetings", "then: apc run greetings")
        ) => Add(name);

    internal override Task<int> ExecuteAsync(Invocation call, CancellationToken cancellationToken)
    {
        var directory = call.Value(name);
        var files = call.Connect().Files.WriteTemplate(directory);
        if (call.Json)
            call.WriteJson(new InitDocument(Path.GetFullPath(directory), files));
        foreach (var file in call.Json ? [] : files)
            call.Terminal.Say(Path.Combine(directory, file));
        call.Terminal.Note($"Run it with: apc run {directory}");
        return Task.FromResult(ExitCode.Done);
    }
}

/// <summary>What <c>init --json</c> says.</summary>
internal sealed record InitDocument(string Directory, IReadOnlyList<string> Files);

using AutomationPlatform.Application;
using AutomationPlatform.Application.Definition;
using AutomationPlatform.Cli.Automations;

namespace AutomationPlatform.Cli.Runs;

/// <summary>What <c>apc run X</c> runs: an existing path is applied first, anything else is a name.</summary>
internal static class RunTarget
{
    /// <summary>The automation, with its definition as it holds now.</summary>
    /// <exception cref="NotFoundException">It is neither a path nor the name of an automation.</exception>
    /// <exception cref="InvalidInputException">The path holds no definition, or several.</exception>
    internal static async Task<AutomationDetails> ResolveAsync(
        Invocation call,
        Platform platform,
        string what,
        CancellationToken cancellationToken
    )
    {
        var id = Path.Exists(what) ? await ApplyAsync(call, platform, what, cancellationToken) : what;
        try
        {
            return await platform.Definitions.GetAutomationAsync(id, includeInactive: false, cancellationToken);
        }
        catch (NotFoundException) when (what.Contains('/') || what.Contains('.'))
        {
            throw new NotFoundException($"'{what}' is neither a file or directory nor the name of an automation");
        }
    }

    private static async Task<string> ApplyAsync(
        Invocation call,
        Platform platform,
        string path,
        CancellationToken cancellationToken
    )
    {
        var files = platform.Files.Find(path);
        if (files.Count > 1)
            throw new InvalidInputException(
                $"{path} holds {files.Count} automations; name one, for instance {files[0]}"
            );
        var definition = await platform.Files.ReadAsync(files[0], cancellationToken);
        var applied = await ApplyCommand.ApplyAsync(
            call.Terminal,
            platform,
            definition,
            isForced: false,
            cancellationToken
        );
        ApplyCommand.Tell(call.Terminal, definition, applied);
        if (applied.Outcome != ApplyOutcome.Unchanged)
            call.Terminal.Note(ApplyCommand.Sentence(applied));
        return applied.AutomationId.ToString();
    }
}

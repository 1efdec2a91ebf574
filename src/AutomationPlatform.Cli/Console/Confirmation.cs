using System.CommandLine;

namespace AutomationPlatform.Cli.Console;

/// <summary>Asks before something is changed that cannot be taken back. Where nobody can be asked, the command stands as typed.</summary>
internal sealed class Confirmation
{
    private readonly Option<bool> yes = new("--yes", "-y")
    {
        Description = "Do not ask (without a terminal nobody is asked)",
    };

    internal Confirmation(Command command) => command.Add(yes);

    /// <summary>Says what is about to be done, with the exact number, and asks on a terminal.</summary>
    /// <returns>False when it shall not be done.</returns>
    internal async Task<bool> AskAsync(Invocation call, string intent, CancellationToken cancellationToken)
    {
        var terminal = call.Terminal;
        terminal.Note(intent);
        if (call.Value(yes) || terminal.Answers is not { } answers)
            return true;
        terminal.Error.Profile.Out.Writer.Write("Go on? [y/N] ");
        var answer = await answers.ReadLineAsync(cancellationToken);
        if (answer?.Trim().ToUpperInvariant() is "Y" or "YES")
            return true;
        terminal.Note("Nothing was changed.");
        return false;
    }
}

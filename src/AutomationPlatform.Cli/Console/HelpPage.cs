using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.Text;

namespace AutomationPlatform.Cli.Console;

/// <summary>The help of a command: what it does, how it is typed, examples, and every argument and option.</summary>
internal static class HelpPage
{
    private const int TermWidth = 32;
    private const int LineWidth = 100;

    /// <summary>Writes the page of a command.</summary>
    internal static int Write(Command command, TextWriter output)
    {
        output.Write(Render(command));
        return ExitCode.Done;
    }

    /// <summary>The command as it is typed, without arguments.</summary>
    internal static string Path(Command command)
    {
        var names = new List<string>();
        for (Symbol? symbol = command; symbol is not null; symbol = symbol.Parents.FirstOrDefault())
            names.Insert(0, symbol is RootCommand ? "apc" : symbol.Name);
        return string.Join(' ', names);
    }

    /// <summary>The arguments and own options of a command, each with what it says.</summary>
    internal static (string Term, string Text)[] Terms(Command command) =>
        [.. Arguments(command), .. OwnOptions(command)];

    private static (string, string)[] Arguments(Command command) =>
        [.. command.Arguments.Select(each => (Term(each), each.Description ?? ""))];

    private static (string, string)[] OwnOptions(Command command) =>
        Options(command.Options.Where(option => !option.Recursive && option is not VersionOption));

    private static string Render(Command command)
    {
        var page = new StringBuilder();
        page.Append(command.Description).Append("\n\nUsage:\n  ").Append(Usage(command)).Append('\n');
        if (command is ApcCommand { Examples: { Count: > 0 } examples })
            Section(page, "Examples", [.. examples.Select(example => (example.Typed, example.Does))]);
        Section(page, "Commands", [.. command.Subcommands.Select(each => (each.Name, each.Description ?? ""))]);
        Section(page, "Arguments", Arguments(command));
        Section(page, "Options", OwnOptions(command));
        Section(page, "Options of every command", Options(GlobalOptions.All.Append(HelpOf(command))));
        if (command.Subcommands.Count > 0)
            page.Append($"\n`{Path(command)} COMMAND --help` says more about one of them.\n");
        return page.ToString();
    }

    private static string Usage(Command command)
    {
        var usage = new StringBuilder(Path(command));
        if (command.Subcommands.Count > 0)
            return usage.Append(" COMMAND").ToString();
        foreach (var argument in command.Arguments)
            usage.Append(' ').Append(Term(argument));
        foreach (var option in command.Options.Where(option => option.Required))
            usage.Append(' ').Append(Term(option));
        return usage.Append(" [options]").ToString();
    }

    private static HelpOption HelpOf(Command command)
    {
        for (Symbol? symbol = command; symbol is not null; symbol = symbol.Parents.FirstOrDefault())
            if (symbol is RootCommand root)
                return root.Options.OfType<HelpOption>().Single();
        throw new InvalidOperationException($"{command.Name} is not part of a tree.");
    }

    private static (string, string)[] Options(IEnumerable<Option> options) =>
        [.. options.Select(option => (Term(option), Describe(option)))];

    private static string Describe(Option option) =>
        (option.Description ?? "")
        + (option.Required ? " (required)" : "")
        + (option.Arity.MaximumNumberOfValues > 1 ? " (may be repeated)" : "");

    private static string Term(Argument argument)
    {
        var many = argument.Arity.MaximumNumberOfValues > 1 ? "..." : "";
        return argument.Arity.MinimumNumberOfValues == 0 ? $"[{argument.Name}]{many}" : argument.Name + many;
    }

    private static string Term(Option option)
    {
        var names = string.Join(", ", option.Aliases.Where(alias => alias.StartsWith('-')).Order().Append(option.Name));
        var value = option.ValueType == typeof(bool) || option is HelpOption ? "" : " " + (option.HelpName ?? "VALUE");
        return names + value;
    }

    private static void Section(StringBuilder page, string title, (string Term, string Text)[] rows)
    {
        if (rows.Length == 0)
            return;
        page.Append('\n').Append(title).Append(":\n");
        foreach (var (term, text) in rows)
            Row(page, term, text);
    }

    private static void Row(StringBuilder page, string term, string text)
    {
        var indent = new string(' ', TermWidth);
        var begun = "  " + term;
        page.Append(begun.Length <= TermWidth - 2 ? begun.PadRight(TermWidth) : begun + "\n" + indent);
        page.AppendJoin("\n" + indent, Wrap(text)).Append('\n');
    }

    private static IEnumerable<string> Wrap(string text)
    {
        var line = new StringBuilder();
        foreach (var word in text.Split(' '))
        {
            if (line.Length > 0 && line.Length + word.Length >= LineWidth - TermWidth)
            {
                yield return line.ToString();
                line.Clear();
            }
            line.Append(line.Length > 0 ? " " : "").Append(word);
        }
        yield return line.ToString();
    }
}

/// <summary>Shows the help page instead of running the command.</summary>
internal sealed class HelpPageAction : SynchronousCommandLineAction
{
    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult) =>
        HelpPage.Write(parseResult.CommandResult.Command, parseResult.InvocationConfiguration.Output);

    /// <inheritdoc/>
    public override bool ClearsParseErrors => true;
}

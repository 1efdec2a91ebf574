using System.CommandLine;
using AutomationPlatform.Cli;
using AutomationPlatform.Cli.Console;

namespace AutomationPlatform.UnitTests.Cli;

/// <summary>How lines are understood, refused and explained.</summary>
public class UsageTests
{
    public static TheoryData<string> Commands() => [.. Paths(CommandTree.Build())];

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task Every_command_has_a_page_of_help(string path)
    {
        var line = await new TypedLine().RunAsync([.. path.Split(' ').Skip(1), "--help"]);
        Assert.Equal((0, ""), (line.ExitCode, line.Error));
        Golden.Matches($"Help/{path.Replace(' ', '-')}", line.Output);
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void Every_command_says_what_it_and_its_options_do_and_shows_an_example(string path)
    {
        var command = Find(path);
        Assert.All(command.Options, option => Assert.False(string.IsNullOrEmpty(option.Description), option.Name));
        Assert.All(
            command.Arguments,
            argument => Assert.False(string.IsNullOrEmpty(argument.Description), argument.Name)
        );
        Assert.EndsWith(".", command.Description);
        if (command is ApcCommand { Examples: var examples })
            Assert.NotEmpty(examples);
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void Every_example_is_a_line_that_is_understood(string path)
    {
        foreach (var example in (Find(path) as ApcCommand)?.Examples ?? [])
        {
            var line = example.Typed.StartsWith("source <(", StringComparison.Ordinal)
                ? example.Typed[9..^1]
                : example.Typed;
            var result = CommandTree.Build().Parse(line.Split(" > ")[0].Replace('\'', '"')["apc".Length..]);
            Assert.Empty(result.Errors);
        }
    }

    [Theory]
    [InlineData("error: 'lst' is not known to `apc runs`; did you mean list?; see `apc runs --help`\n", "runs", "lst")]
    [InlineData(
        "error: '--statu' is not known to `apc runs list`; did you mean --status?; see `apc runs list --help`\n",
        "runs",
        "list",
        "--statu",
        "FAILED"
    )]
    [InlineData("error: 'serve' is not known to `apc`; see `apc --help`\n", "serve")]
    [InlineData(
        "error: --limit: 'x' is not a whole number of 1 to 10000; see `apc runs list --help`\n",
        "runs",
        "list",
        "--limit",
        "x"
    )]
    [InlineData(
        "error: --limit: '0' is not a whole number of 1 to 10000; see `apc runs list --help`\n",
        "runs",
        "list",
        "--limit",
        "0"
    )]
    [InlineData(
        "error: --priority: '10' is not a whole number of 0 to 9; see `apc runs start --help`\n",
        "runs",
        "start",
        "x",
        "--priority",
        "10"
    )]
    [InlineData(
        "error: --status: 'DONE' is not one of PENDING, PROCESSING, COMPLETED, FAILED, CANCELLED, SKIPPED, RETRYING; see `apc runs list --help`\n",
        "runs",
        "list",
        "--status",
        "DONE"
    )]
    [InlineData("error: Option '--reason' is required; see `apc runs cancel --help`\n", "runs", "cancel", "0199f3c2")]
    [InlineData(
        "error: --reason must not be empty; see `apc runs cancel --help`\n",
        "runs",
        "cancel",
        "0199f3c2",
        "--reason",
        " "
    )]
    [InlineData(
        "error: Required argument missing for option: '--db'; see `apc runs list --help`\n",
        "runs",
        "list",
        "--db"
    )]
    [InlineData(
        "error: --shard: '4/4' is not of the form I/N with I from 0 to N-1, for instance 0/4\n",
        "worker",
        "--shard",
        "4/4"
    )]
    [InlineData(
        "error: --allow: 'shell' is not one of command, worker, http, dotnet, builtin; see `apc worker --help`\n",
        "worker",
        "--allow",
        "command,shell"
    )]
    [InlineData(
        "error: --since: 'yesterday' is neither an RFC 3339 instant (2026-01-31T08:15:30Z) nor a duration (30s, 5m, 2h, 1d)\n",
        "runs",
        "list",
        "--since",
        "yesterday"
    )]
    [InlineData(
        "error: --lease: 'soon' is not a whole number and a unit, for instance 500ms, 30s, 5m, 2h or 1d; see `apc worker --help`\n",
        "worker",
        "--lease",
        "soon"
    )]
    [InlineData(
        "error: --lease: '999ms' is not between 1s and 1h; see `apc worker --help`\n",
        "worker",
        "--lease",
        "999ms"
    )]
    [InlineData("error: --grace: '61m' is not between 0s and 1h; see `apc run --help`\n", "run", ".", "--grace", "61m")]
    public async Task Wrong_usage_is_one_line_and_exit_2(string error, params string[] args)
    {
        var line = await new TypedLine().RunAsync(args);
        Assert.Equal((2, "", error), (line.ExitCode, line.Output, line.Error));
    }

    [Fact]
    public async Task The_program_alone_shows_its_help()
    {
        var line = await new TypedLine().RunAsync();
        Assert.Equal(0, line.ExitCode);
        Golden.Matches("Help/apc", line.Output);
    }

    [Theory]
    [InlineData("version")]
    [InlineData("--version")]
    public async Task The_version_is_one_line(string typed)
    {
        var line = await new TypedLine().RunAsync(typed);
        Assert.Matches(@"^apc \d+\.\d+\.\d+ \(\.NET [^,]+, [^)]+\)\n$", line.Output);
    }

    [Theory]
    [InlineData("bash")]
    [InlineData("zsh")]
    [InlineData("fish")]
    public async Task Each_shell_has_a_completion_script(string shell)
    {
        var line = await new TypedLine().RunAsync("completion", shell);
        Golden.Matches($"completion-{shell}", line.Output);
    }

    [Theory]
    [InlineData("apc ru", "runs")]
    [InlineData("apc runs list --status ", "RETRYING")]
    [InlineData("apc runs retry --c", "--code")]
    public async Task The_program_says_what_can_follow(string typed, string expected)
    {
        var line = await new TypedLine().RunAsync($"[suggest:{typed.Length}]", typed);
        Assert.Contains(expected, line.Output.Split('\n'));
    }

    private static IEnumerable<string> Paths(Command command) =>
        command.Subcommands.SelectMany(Paths).Prepend(HelpPage.Path(command));

    private static Command Find(string path) =>
        path.Split(' ')
            .Skip(1)
            .Aggregate(
                (Command)CommandTree.Build(),
                (command, name) => command.Subcommands.Single(each => each.Name == name)
            );
}

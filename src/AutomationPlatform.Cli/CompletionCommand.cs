using System.CommandLine;

namespace AutomationPlatform.Cli;

/// <summary><c>apc completion</c>: scripts that ask the program itself what can follow.</summary>
internal sealed class CompletionCommand : ApcCommand
{
    private const string Bash = """
        # apc completion for bash: source <(apc completion bash)
        _apc() {
            local line="${COMP_LINE:0:COMP_POINT}" word="${COMP_WORDS[COMP_CWORD]}"
            local candidates
            candidates="$("${COMP_WORDS[0]}" "[suggest:${#line}]" "$line" 2>/dev/null)" || return
            [[ "$word" == -* ]] || candidates="$(grep -v '^-' <<< "$candidates")"
            mapfile -t COMPREPLY < <(compgen -W "$candidates" -- "$word")
        }
        complete -o default -F _apc apc ./apc
        """;

    private const string Zsh = """
        #compdef apc
        # apc completion for zsh: source <(apc completion zsh)
        _apc() {
            local line="${BUFFER[1,CURSOR]}" word="${words[CURRENT]}"
            local -a candidates
            candidates=("${(@f)$("${words[1]}" "[suggest:${#line}]" "$line" 2>/dev/null)}")
            [[ "$word" == -* ]] || candidates=("${(@)candidates:#-*}")
            if (( ${#candidates} )) && [[ -n "${candidates[1]}" ]]; then
                compadd -a candidates
            else
                _files
            fi
        }
        compdef _apc apc ./apc
        """;

    private const string Fish = """
        # apc completion for fish: apc completion fish | source
        function __apc_candidates
            set -l line (commandline -cp)
            set -l word (commandline -ct)
            set -l program (commandline -cpo)[1]
            for candidate in ($program "[suggest:"(string length -- "$line")"]" "$line" 2>/dev/null)
                if string match -q -- '-*' "$word"; or not string match -q -- '-*' "$candidate"
                    echo $candidate
                end
            end
        end
        complete -c apc -a '(__apc_candidates)'
        """;

    private readonly Argument<string> shell = new("SHELL") { Description = "bash, zsh or fish" };

    internal CompletionCommand()
        : base(
            "completion",
            "Print a script that completes commands, options and statuses in a shell.",
            new Example("source <(apc completion bash)", "for this shell; put it into ~/.bashrc for every one"),
            new Example("apc completion fish > ~/.config/fish/completions/apc.fish", "for fish")
        )
    {
        shell.AcceptOnlyFromAmong("bash", "zsh", "fish");
        Add(shell);
    }

    internal override Task<int> ExecuteAsync(Invocation call, CancellationToken cancellationToken)
    {
        var script = call.Value(shell) switch
        {
            "bash" => Bash,
            "zsh" => Zsh,
            _ => Fish,
        };
        foreach (var line in script.Split('\n'))
            call.Terminal.Say(line);
        return Task.FromResult(ExitCode.Done);
    }
}

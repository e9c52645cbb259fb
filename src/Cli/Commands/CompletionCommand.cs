using System.CommandLine;
using SmartTransfer.Cli.Printing;

namespace SmartTransfer.Cli.Commands;

/// <summary><c>stx completion</c>: a script that makes a shell complete commands and options.</summary>
internal sealed class CompletionCommand(Screen screen)
{
    private static readonly Dictionary<string, string> Scripts = new()
    {
        ["bash"] = """
            # Add to ~/.bashrc: source <(stx completion bash)
            _stx() {
              local IFS=$'\n'
              COMPREPLY=($(stx "[suggest:$COMP_POINT]" "$COMP_LINE" 2>/dev/null | grep -- "^${COMP_WORDS[COMP_CWORD]}"))
            }
            complete -o default -F _stx stx
            """,
        ["zsh"] = """
            # Add to ~/.zshrc: source <(stx completion zsh)
            _stx() {
              local -a found
              found=("${(@f)$(stx "[suggest:$CURSOR]" "$BUFFER" 2>/dev/null)}")
              compadd -a found || _files
            }
            compdef _stx stx
            """,
        ["fish"] = """
            # Add to ~/.config/fish/config.fish: stx completion fish | source
            complete -c stx -a '(stx "[suggest:"(commandline -C)"]" (commandline) 2>/dev/null)'
            """,
        ["pwsh"] = """
            # Add to $PROFILE: stx completion pwsh | Out-String | Invoke-Expression
            Register-ArgumentCompleter -Native -CommandName stx -ScriptBlock {
              param($word, $line, $position)
              stx "[suggest:$position]" "$line" | ForEach-Object { [System.Management.Automation.CompletionResult]::new($_) }
            }
            """,
    };

    public Command Build()
    {
        var shell = new Argument<string>("SHELL") { Description = "bash, zsh, fish or pwsh." };
        shell.AcceptOnlyFromAmong([.. Scripts.Keys]);
        var command = new Command("completion", "Prints a script that makes a shell complete commands and options.") { shell };
        command.SetAction(parsed => screen.Output.WriteLine(Scripts[parsed.GetValue(shell)!]));
        return command;
    }
}

using AutomationPlatform.Application;
using AutomationPlatform.Domain;
using AutomationPlatform.Domain.Definition;
using AutomationPlatform.Infrastructure.Execution.Handlers.Processes;

namespace AutomationPlatform.Infrastructure.Execution.Handlers;

/// <summary>A program of a definition, found on this machine, ready to be started. Immutable.</summary>
/// <param name="Path">Its absolute path.</param>
/// <param name="Arguments">Its arguments.</param>
/// <param name="Directory">The absolute path of the directory it runs in.</param>
/// <param name="Environment">What it gets of variables.</param>
internal sealed record HandlerProgram(
    string Path,
    IReadOnlyList<string> Arguments,
    string Directory,
    HandlerEnvironment Environment
)
{
    /// <summary>Finds the program of a command.</summary>
    /// <exception cref="InvalidInputException">It is not there, or what it needs is missing.</exception>
    internal static HandlerProgram Find(ValueList<string> command, AutomationSettings settings)
    {
        if (command.Count == 0 || command[0].Length == 0)
            throw new InvalidInputException("its command is empty; write the program and its arguments");
        if (command.Any(part => part.Contains('\0')))
            throw new InvalidInputException("its command holds U+0000, which no program can be given");
        var directory = DirectoryOf(settings);
        var environment = HandlerEnvironment.Of(settings.Environment);
        var path = command[0].Contains('/')
            ? AtPath(System.IO.Path.GetFullPath(command[0], directory))
            : OnSearchPath(command[0], environment.SearchPath, directory);
        return new HandlerProgram(path, [.. command.Skip(1)], directory, environment);
    }

    /// <summary>The directory of a definition: the current one when it was not read from a file.</summary>
    /// <exception cref="InvalidInputException">It does not exist here.</exception>
    internal static string DirectoryOf(AutomationSettings settings)
    {
        var directory = System.IO.Path.GetFullPath(settings.Directory ?? ".");
        return System.IO.Directory.Exists(directory)
            ? directory
            : throw new InvalidInputException(
                $"its directory {directory} does not exist on this machine; apply the definition from where it is"
            );
    }

    internal ChildProcessStart Start(IReadOnlyList<string> environment) => new(Path, Arguments, Directory, environment);

    private static string AtPath(string path)
    {
        if (!File.Exists(path))
            throw new InvalidInputException($"its program {path} does not exist");
        return LibC.MayExecute(path)
            ? path
            : throw new InvalidInputException($"its program {path} may not be executed; type: chmod +x '{path}'");
    }

    private static string OnSearchPath(string name, string searchPath, string directory)
    {
        foreach (var folder in searchPath.Split(':'))
        {
            var path = System.IO.Path.GetFullPath(System.IO.Path.Combine(directory, folder, name));
            if (File.Exists(path) && LibC.MayExecute(path))
                return path;
        }
        var beside = File.Exists(System.IO.Path.Combine(directory, name))
            ? $"; {directory} has one: write ./{name}"
            : "; install it, or write its path";
        throw new InvalidInputException(
            $"its program {HandlerAnswer.Quote(name)} was not found in PATH ({searchPath}){beside}"
        );
    }
}

using AutomationPlatform.Application;
using AutomationPlatform.Domain.Definition;

namespace AutomationPlatform.Infrastructure.Execution.Handlers;

/// <summary>What a worker process may start of what definitions ask for. Immutable; by default everything.</summary>
public sealed record HandlerPermissions
{
    /// <summary>The kinds that definitions can name and a worker process can start, as they are spelt in files.</summary>
    public static readonly IReadOnlyList<string> Kinds = ["command", "worker", "http", "dotnet", "builtin"];

    /// <summary>The kinds that are allowed, of <see cref="Kinds"/>; null allows all. Default null.</summary>
    public IReadOnlyCollection<string>? AllowedKinds { get; init; }

    /// <summary>Only definitions in this directory or below it may start programs and assemblies; null allows any. Default null.</summary>
    public string? Directory { get; init; }

    /// <summary>Lets a handler pass or says why not.</summary>
    /// <exception cref="InvalidInputException">It is not allowed here.</exception>
    internal void Demand(HandlerDefinition handler, AutomationSettings settings)
    {
        if (AllowedKinds is { } kinds && !kinds.Contains(handler.Kind))
            throw new InvalidInputException(
                $"its kind {handler.Kind} is not allowed here; allowed are {string.Join(", ", kinds)} (--allow)"
            );
        if (Directory is null || handler is HttpHandlerDefinition or BuiltinHandlerDefinition)
            return;
        var root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(Directory));
        var own = Path.GetFullPath(settings.Directory ?? ".");
        if (own != root && !own.StartsWith(root + Path.DirectorySeparatorChar, StringComparison.Ordinal))
            throw new InvalidInputException($"its directory {own} is not within {root} (--directory)");
    }
}

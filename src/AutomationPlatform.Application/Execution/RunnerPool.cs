using AutomationPlatform.Domain.Definition;

namespace AutomationPlatform.Application.Execution;

/// <summary>The runners that this process has opened: one per automation and definition version, shared by its runs.</summary>
internal sealed class RunnerPool(IItemRunnerFactory factory, WorkerOptions options) : IAsyncDisposable
{
    private readonly Dictionary<(AutomationId, int), OpenRunner> runners = [];

    /// <summary>Why this worker cannot serve the automation, or null when it can.</summary>
    internal string? WhyNot(string automation, AutomationSettings settings)
    {
        if (settings.Handler is not { } handler)
            return factory.WhyNot(automation, settings);
        if (options.Allow.Count > 0 && !options.Allow.Contains(handler.Kind))
            return $"handlers of kind '{handler.Kind}' are not allowed here (--allow {string.Join(',', options.Allow)})";
        if (options.Directory is { } directory && !IsBelow(settings.Directory, directory))
            return $"its directory '{settings.Directory}' is not below '{directory}' (--directory)";
        return factory.WhyNot(automation, settings);
    }

    /// <summary>The runner for a run; opened at its first use.</summary>
    /// <exception cref="InvalidInputException">The handler cannot be started here.</exception>
    internal OpenRunner Get(OpenRun run, AutomationSettings settings)
    {
        var key = (run.AutomationId, run.DefinitionNumber);
        if (!runners.TryGetValue(key, out var open))
        {
            var concurrency = options.Concurrency ?? settings.Concurrency ?? Environment.ProcessorCount;
            var runner = factory.Open(run.AutomationName, settings, new RunnerOptions(concurrency, options.Grace));
            open = new OpenRunner(runner, concurrency);
            runners.Add(key, open);
        }
        return open;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var open in runners.Values)
            await open.Runner.DisposeAsync();
    }

    private static bool IsBelow(string? path, string directory)
    {
        if (path is null)
            return false;
        var relative = Path.GetRelativePath(Path.GetFullPath(directory), Path.GetFullPath(path));
        return relative == "." || !(relative.StartsWith("..", StringComparison.Ordinal) || Path.IsPathRooted(relative));
    }
}

/// <summary>A runner and the slots that all runs served by it share.</summary>
internal sealed record OpenRunner(IItemRunner Runner, int Concurrency)
{
    internal TurnGate Slots { get; } = new(Concurrency);
}

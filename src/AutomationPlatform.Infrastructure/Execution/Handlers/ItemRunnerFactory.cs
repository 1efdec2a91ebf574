using System.Collections.Frozen;
using AutomationPlatform.Application;
using AutomationPlatform.Application.Execution;
using AutomationPlatform.Domain.Definition;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace AutomationPlatform.Infrastructure.Execution.Handlers;

/// <summary>Opens runners for every kind of handler that a worker process can serve. Thread-safe.</summary>
internal sealed class ItemRunnerFactory(
    HandlerPermissions permissions,
    IEnumerable<ItemHandlerRegistration> registrations,
    IServiceScopeFactory scopes,
    TimeProvider time,
    ILogger<ItemRunnerFactory> logger
) : IItemRunnerFactory
{
    private readonly FrozenDictionary<string, Type> registered = registrations.ToFrozenDictionary(
        registration => registration.Automation,
        registration => registration.HandlerType,
        StringComparer.Ordinal
    );

    public string? WhyNot(string automation, AutomationSettings settings)
    {
        try
        {
            Prepare(automation, settings);
            return null;
        }
        catch (InvalidInputException reason)
        {
            return reason.Message;
        }
    }

    public IItemRunner Open(string automation, AutomationSettings settings, RunnerOptions options)
    {
        try
        {
            return Prepare(automation, settings)(options);
        }
        catch (InvalidInputException reason)
        {
            throw new InvalidInputException(
                $"The handler of \"{automation}\" cannot be started here: {reason.Message}.",
                reason
            );
        }
    }

    // Finds out whether it can be started, and how; holds nothing open yet.
    private Func<RunnerOptions, IItemRunner> Prepare(string automation, AutomationSettings settings)
    {
        if (registered.TryGetValue(automation, out var type))
            return PrepareRegistered(automation, type);
        if (settings.Handler is not { } handler)
            throw new InvalidInputException("it has no handler; add one to its definition and apply it");
        permissions.Demand(handler, settings);
        return handler switch
        {
            BuiltinHandlerDefinition builtin => PrepareBuiltin(builtin),
            CommandHandlerDefinition command => PrepareCommand(command, settings),
            WorkerHandlerDefinition worker => PrepareWorker(automation, worker, settings),
            HttpHandlerDefinition http => PrepareHttp(http),
            DotNetHandlerDefinition dotnet => PrepareDotNet(automation, dotnet, settings),
            RemoteHandlerDefinition => throw new InvalidInputException(
                "its kind is remote: its items wait for workers that pull them over the API"
            ),
            EngineHandlerDefinition engine => throw new InvalidInputException(
                $"its kind is engine: its runs are handed whole to the engine {HandlerAnswer.Quote(engine.Name)}"
            ),
            _ => throw new InvalidInputException($"its kind {handler.Kind} is not known to this program"),
        };
    }

    private static Func<RunnerOptions, IItemRunner> PrepareBuiltin(BuiltinHandlerDefinition builtin) =>
        builtin.Name switch
        {
            BuiltinRunner.Noop => _ => new BuiltinRunner(echo: false),
            BuiltinRunner.Echo => _ => new BuiltinRunner(echo: true),
            _ => throw new InvalidInputException(
                $"there is no builtin {HandlerAnswer.Quote(builtin.Name)}; there are noop and echo"
            ),
        };

    private Func<RunnerOptions, IItemRunner> PrepareCommand(
        CommandHandlerDefinition command,
        AutomationSettings settings
    ) =>
        OperatingSystem.IsLinux()
            ? CommandRunner.Prepare(HandlerProgram.Find(command.Command, settings), time)
            : throw NeedsLinux();

    private Func<RunnerOptions, IItemRunner> PrepareWorker(
        string automation,
        WorkerHandlerDefinition worker,
        AutomationSettings settings
    ) =>
        OperatingSystem.IsLinux()
            ? WorkerRunner.Prepare(automation, HandlerProgram.Find(worker.Command, settings), time, logger)
            : throw NeedsLinux();

    private Func<RunnerOptions, IItemRunner> PrepareHttp(HttpHandlerDefinition http)
    {
        var target = HttpTarget.Of(http);
        return options => new HttpRunner(target, options, time);
    }

    private Func<RunnerOptions, IItemRunner> PrepareDotNet(
        string automation,
        DotNetHandlerDefinition dotnet,
        AutomationSettings settings
    )
    {
        DotNetHandler.Load(dotnet, settings).Unload();
        return options =>
        {
            var loaded = DotNetHandler.Load(dotnet, settings);
            var handler = loaded.Create();
            return new CSharpRunner(automation, handler.HandleAsync, loaded.DisposeAsync, options.Grace, time, logger);
        };
    }

    private Func<RunnerOptions, IItemRunner> PrepareRegistered(string automation, Type type) =>
        options => new CSharpRunner(
            automation,
            (context, stop) => InScopeAsync(type, context, stop),
            () => ValueTask.CompletedTask,
            options.Grace,
            time,
            logger
        );

    private async Task<object?> InScopeAsync(Type type, ItemContext context, CancellationToken stop)
    {
        await using var scope = scopes.CreateAsyncScope();
        var handler = (IItemHandler)scope.ServiceProvider.GetRequiredService(type);
        return await handler.HandleAsync(context, stop);
    }

    private static InvalidInputException NeedsLinux() =>
        new("processes of handlers need Linux; run the worker there or in a container");
}

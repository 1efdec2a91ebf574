using AutomationPlatform.Application;
using AutomationPlatform.Application.Execution;
using AutomationPlatform.Domain.Definition;

namespace AutomationPlatform.Infrastructure.Execution.Handlers;

/// <summary>Opens runners for every kind of handler that a worker process can serve. Thread-safe.</summary>
internal sealed class ItemRunnerFactory(HandlerPermissions permissions, TimeProvider time) : IItemRunnerFactory
{
    public string? WhyNot(string automation, AutomationSettings settings)
    {
        try
        {
            Prepare(settings);
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
            return Prepare(settings)(options);
        }
        catch (InvalidInputException reason)
        {
            throw new InvalidInputException(
                $"The handler of \"{automation}\" cannot be started here: {reason.Message}.",
                reason
            );
        }
    }

    private Func<RunnerOptions, IItemRunner> Prepare(AutomationSettings settings)
    {
        if (settings.Handler is not { } handler)
            throw new InvalidInputException("it has no handler; add one to its definition and apply it");
        permissions.Demand(handler, settings);
        return handler switch
        {
            BuiltinHandlerDefinition builtin => PrepareBuiltin(builtin),
            CommandHandlerDefinition command => PrepareCommand(command, settings),
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
    )
    {
        if (!OperatingSystem.IsLinux())
            throw new InvalidInputException("processes of handlers need Linux; run the worker there or in a container");
        return CommandRunner.Prepare(HandlerProgram.Find(command.Command, settings), time);
    }
}

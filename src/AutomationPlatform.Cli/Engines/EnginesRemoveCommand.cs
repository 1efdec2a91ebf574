using System.CommandLine;
using AutomationPlatform.Application.Audit;

namespace AutomationPlatform.Cli.Engines;

/// <summary><c>apc engines remove</c>.</summary>
internal sealed class EnginesRemoveCommand : ApcCommand
{
    private readonly Argument<string> name = EngineArguments.Engine();

    internal EnginesRemoveCommand()
        : base(
            "remove",
            "Take an engine out of use: its name is free again, what ran in it stays recorded. Refused while anything is open in it.",
            new Example("apc engines remove lab", "`add` makes another of that name")
        ) => Add(name);

    internal override AuditAction? Audited => AuditActions.EngineDeactivate;

    internal override async Task<int> ExecuteAsync(Invocation call, CancellationToken cancellationToken)
    {
        var platform = await call.OpenAsync(cancellationToken);
        var removed = await platform.ConnectEngine.RemoveAsync(call.Value(name), platform.Actor, cancellationToken);
        if (call.Json)
            call.WriteJson(EngineDocument.Of(removed));
        else
            call.Terminal.Say($"Engine '{removed.Name}' is removed ({removed.Id}).");
        return ExitCode.Done;
    }
}

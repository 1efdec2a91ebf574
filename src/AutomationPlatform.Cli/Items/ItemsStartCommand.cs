using System.CommandLine;
using AutomationPlatform.Application.Audit;

namespace AutomationPlatform.Cli.Items;

/// <summary><c>apc items start</c>.</summary>
internal sealed class ItemsStartCommand : ApcCommand
{
    private readonly Argument<string> id = DelegatedItem.Id();

    internal ItemsStartCommand()
        : base(
            "start",
            "Begin an attempt at an item of a run that was handed to an engine; prints the fence that its answer must name. "
                + "There is no lease.",
            new Example("apc items start 0199f3c2-6f1e", "in an engine's job: FENCE=$(apc items start …)")
        ) => Add(id);

    internal override AuditAction? Audited => AuditActions.ItemStart;

    internal override async Task<int> ExecuteAsync(Invocation call, CancellationToken cancellationToken)
    {
        var platform = await call.OpenAsync(cancellationToken);
        var item = await DelegatedItem.ResolveAsync(platform.Runs, call.Value(id), cancellationToken);
        var fence = await platform.DelegatedItems.StartAsync(item, platform.Actor, cancellationToken);
        if (call.Json)
            call.WriteJson(new StartedItemDocument(item.Value, fence));
        else
            call.Terminal.Say($"{fence}");
        return ExitCode.Done;
    }
}

/// <summary>What <c>items start --json</c> says.</summary>
internal sealed record StartedItemDocument(Guid ItemExecutionId, int Fence);

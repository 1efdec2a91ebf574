using System.CommandLine;
using AutomationPlatform.Application;
using AutomationPlatform.Application.Audit;
using AutomationPlatform.Domain;
using AutomationPlatform.Domain.Execution;

namespace AutomationPlatform.Cli.Items;

/// <summary><c>apc items complete</c>.</summary>
internal sealed class ItemsCompleteCommand : ApcCommand
{
    private readonly Argument<string> id = DelegatedItem.Id();
    private readonly Option<int?> fence = DelegatedItem.Fence();
    private readonly Option<string?> result = new("--result")
    {
        Description = $"A file with the result as JSON, at most {Payload.MaximumBytes} bytes (default: no result)",
        HelpName = "FILE",
    };

    internal ItemsCompleteCommand()
        : base(
            "complete",
            "End an attempt that `items start` began: it was done. Exit 73 when the item was started anew since.",
            new Example("apc items complete 0199f3c2-6f1e --fence 2 --result result.json", "with what came of it")
        )
    {
        Add(id);
        Add(fence);
        Add(result);
    }

    internal override AuditAction? Audited => AuditActions.ItemComplete;

    internal override async Task<int> ExecuteAsync(Invocation call, CancellationToken cancellationToken)
    {
        var payload = await ReadAsync(call.Value(result), cancellationToken);
        var platform = await call.OpenAsync(cancellationToken);
        var item = await DelegatedItem.ResolveAsync(platform.Runs, call.Value(id), cancellationToken);
        await platform.DelegatedItems.CompleteAsync(
            item,
            call.Required(fence)!.Value,
            payload,
            platform.Actor,
            cancellationToken
        );
        DelegatedItem.Tell(call, item, ExecutionStatus.Completed);
        return ExitCode.Done;
    }

    private static async Task<Payload?> ReadAsync(string? path, CancellationToken cancellationToken)
    {
        if (path is null)
            return null;
        if (!File.Exists(path))
            throw new NotFoundException($"--result: the file {path} does not exist");
        if (new FileInfo(path).Length > Payload.MaximumBytes)
            throw new InvalidInputException($"--result: {path} is larger than {Payload.MaximumBytes} bytes");
        try
        {
            return Payload.Parse(await File.ReadAllTextAsync(path, cancellationToken));
        }
        catch (PayloadException cause)
        {
            throw new InvalidInputException($"--result: {path}: {cause.Message}", cause);
        }
    }
}

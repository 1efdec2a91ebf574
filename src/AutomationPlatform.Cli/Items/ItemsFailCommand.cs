using System.CommandLine;
using AutomationPlatform.Application.Audit;
using AutomationPlatform.Application.Execution;
using AutomationPlatform.Domain;

namespace AutomationPlatform.Cli.Items;

/// <summary><c>apc items fail</c>.</summary>
internal sealed class ItemsFailCommand : ApcCommand
{
    private readonly Argument<string> id = DelegatedItem.Id();
    private readonly Option<int?> fence = DelegatedItem.Fence();
    private readonly Option<string> code = DelegatedItem.Required(
        "--code",
        "CODE",
        $"What kind of failure (cut at {Limits.ErrorCode} characters)"
    );

    private readonly Option<string> message = DelegatedItem.Required(
        "--message",
        "TEXT",
        $"What went wrong (cut at {Limits.ErrorMessage} characters)"
    );

    private readonly Option<bool> final = new("--final")
    {
        Description = "The data is wrong: no attempt can mend it, whatever remains",
    };

    internal ItemsFailCommand()
        : base(
            "fail",
            "End an attempt that `items start` began: it failed. The item is RETRYING while attempts remain, else FAILED; "
                + "when it is started again is the engine's to decide.",
            new Example(
                "apc items fail 0199f3c2-6f1e --fence 2 --code timeout --message 'no answer'",
                "may be retried"
            ),
            new Example("apc items fail 0199f3c2-6f1e --fence 2 --code no-name --message 'no name' --final", "may not")
        )
    {
        Add(id);
        foreach (var option in (Option[])[fence, code, message, final])
            Add(option);
    }

    internal override AuditAction? Audited => AuditActions.ItemFail;

    internal override async Task<int> ExecuteAsync(Invocation call, CancellationToken cancellationToken)
    {
        var platform = await call.OpenAsync(cancellationToken);
        var item = await DelegatedItem.ResolveAsync(platform.Runs, call.Value(id), cancellationToken);
        var kind = call.Value(final) ? FailureKind.Business : FailureKind.Technical;
        var status = await platform.DelegatedItems.FailAsync(
            item,
            call.Required(fence)!.Value,
            new ItemFailed(call.Required(code), call.Required(message), kind),
            platform.Actor,
            cancellationToken
        );
        DelegatedItem.Tell(call, item, status);
        return ExitCode.Done;
    }
}

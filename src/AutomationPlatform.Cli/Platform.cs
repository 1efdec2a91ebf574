using AutomationPlatform.Application;
using AutomationPlatform.Application.Audit;
using AutomationPlatform.Application.Database;
using AutomationPlatform.Application.Definition;
using AutomationPlatform.Application.Events;
using AutomationPlatform.Application.Execution;
using AutomationPlatform.Application.Orchestration;
using AutomationPlatform.Application.Privacy;
using AutomationPlatform.Application.Retention;
using AutomationPlatform.Domain.Execution;
using Microsoft.Extensions.DependencyInjection;

namespace AutomationPlatform.Cli;

/// <summary>The use cases and ports that commands call. Each is made when it is asked for first, so that a quick command
/// loads little.</summary>
internal sealed class Platform(ServiceProvider services, string actor) : IAsyncDisposable
{
    /// <summary>Who acts: <c>APC_ACTOR</c>, else user@host.</summary>
    internal string Actor { get; } = actor;

    internal IDatabase Database => Get<IDatabase>();

    internal IDefinitionReader Definitions => Get<IDefinitionReader>();

    internal IAutomationFiles Files => Get<IAutomationFiles>();

    internal ImportBatch Import => Get<ImportBatch>();

    internal ValidateDefinition Validate => Get<ValidateDefinition>();

    internal IItemRunnerFactory Runners => Get<IItemRunnerFactory>();

    internal ApplyDefinition Apply => Get<ApplyDefinition>();

    internal IRunReader Runs => Get<IRunReader>();

    internal IRunControl Control => Get<IRunControl>();

    internal CancelAutomation CancelAutomation => Get<CancelAutomation>();

    internal DelegatedItems DelegatedItems => Get<DelegatedItems>();

    internal VerifyAudit VerifyAudit => Get<VerifyAudit>();

    internal IAuditReader Audit => Get<IAuditReader>();

    internal AuditSigner Signer => Get<AuditSigner>();

    internal StartRun StartRun => Get<StartRun>();

    internal DelegateRun Delegates => Get<DelegateRun>();

    internal StartShards StartShards => Get<StartShards>();

    internal ConnectEngine ConnectEngine => Get<ConnectEngine>();

    internal IEngineStore Engines => Get<IEngineStore>();

    internal ISubmissionStore Submissions => Get<ISubmissionStore>();

    internal EngineReconciler Reconciler => Get<EngineReconciler>();

    internal ReadJobLog ReadJobLog => Get<ReadJobLog>();

    internal IRedaction Redaction => Get<IRedaction>();

    internal IMaskReader Masks => Get<IMaskReader>();

    internal ArchiveRuns ArchiveRuns => Get<ArchiveRuns>();

    internal IArchiveReader Archives => Get<IArchiveReader>();

    internal Worker Worker => Get<Worker>();

    internal ISubscriptions Subscriptions => Get<ISubscriptions>();

    internal TestWebhook TestWebhook => Get<TestWebhook>();

    internal IUnitOfWorkFactory UnitsOfWork => Get<IUnitOfWorkFactory>();

    internal IAuditLog AuditLog => Get<IAuditLog>();

    /// <summary>Starts a run: for workers, or, where its definition names one, in an engine.</summary>
    internal Task<RunId> StartAsync(StartRunRequest request, CancellationToken cancellationToken) =>
        DelegateRun.HandlerOf(request.Automation) is null
            ? StartRun.ExecuteAsync(request, progress: null, cancellationToken)
            : Delegates.StartAsync(request, cancellationToken);

    internal T Get<T>()
        where T : notnull => services.GetRequiredService<T>();

    public ValueTask DisposeAsync() => services.DisposeAsync();
}

using AutomationPlatform.Application;
using AutomationPlatform.Application.Audit;
using AutomationPlatform.Application.Database;
using AutomationPlatform.Application.Definition;
using AutomationPlatform.Application.Events;
using AutomationPlatform.Application.Execution;
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

    internal StartRun StartRun => Get<StartRun>();

    internal CancelAutomation CancelAutomation => Get<CancelAutomation>();

    internal DelegatedItems DelegatedItems => Get<DelegatedItems>();

    internal VerifyAudit VerifyAudit => Get<VerifyAudit>();

    internal IAuditReader Audit => Get<IAuditReader>();

    internal AuditSigner Signer => Get<AuditSigner>();

    internal Worker Worker => Get<Worker>();

    internal ISubscriptions Subscriptions => Get<ISubscriptions>();

    internal TestWebhook TestWebhook => Get<TestWebhook>();

    internal IUnitOfWorkFactory UnitsOfWork => Get<IUnitOfWorkFactory>();

    internal IAuditLog AuditLog => Get<IAuditLog>();

    internal T Get<T>()
        where T : notnull => services.GetRequiredService<T>();

    public ValueTask DisposeAsync() => services.DisposeAsync();
}

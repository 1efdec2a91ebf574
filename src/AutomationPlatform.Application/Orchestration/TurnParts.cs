using Microsoft.Extensions.Logging;

namespace AutomationPlatform.Application.Orchestration;

/// <summary>What a turn at one submission needs of the platform.</summary>
internal sealed record TurnParts(
    ISubmissionStore Store,
    InstanceBook Book,
    DelegatedEnd End,
    IUnitOfWorkFactory Units,
    TimeProvider Clock,
    ILogger Logger
);

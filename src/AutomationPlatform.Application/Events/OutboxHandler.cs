using AutomationPlatform.Domain;

namespace AutomationPlatform.Application.Events;

/// <summary>A handler that this program registers for delivery from the outbox.</summary>
/// <param name="Name">Its name, the same in every program that registers it; what waits for it waits under this name.</param>
/// <param name="Events">The names of the types it wants.</param>
/// <param name="Handle">Hands an event to it.</param>
public sealed record OutboxHandler(
    string Name,
    IReadOnlyList<string> Events,
    Func<DomainEvent, CancellationToken, Task> Handle
)
{
    /// <summary>The longest name, in characters: 200.</summary>
    public const int NameLimit = 200;
}

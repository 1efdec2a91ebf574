namespace AutomationPlatform.Application.Events;

/// <summary>An event on its way to one subscriber.</summary>
/// <param name="Id">Its place: within a run and subscription, lower ones come first.</param>
/// <param name="StreamId">The run; for an instance of an engine that is linked to none, the instance.</param>
/// <param name="EventId">The event's own id: the same for every subscriber, attempt and replay.</param>
/// <param name="Type">A name of <see cref="EventCatalogue"/>.</param>
/// <param name="Subject">What it is about.</param>
/// <param name="OccurredAt">When that happened, UTC.</param>
/// <param name="Data">Its data, a JSON object.</param>
/// <param name="Attempts">How often it was tried.</param>
public sealed record Delivery(
    long Id,
    Guid StreamId,
    string EventId,
    string Type,
    Guid Subject,
    DateTimeOffset OccurredAt,
    string Data,
    int Attempts
);

/// <summary>What became of one attempt to deliver.</summary>
/// <param name="Delivery">What was tried.</param>
/// <param name="Error">What went wrong; null when it was delivered.</param>
/// <param name="RetryIn">When it is tried again; null when it is delivered or dead.</param>
public sealed record Settlement(Delivery Delivery, string? Error, TimeSpan? RetryIn);

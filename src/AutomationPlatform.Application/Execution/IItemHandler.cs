using System.Text.Json;
using AutomationPlatform.Domain;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace AutomationPlatform.Application.Execution;

/// <summary>Does the work of one item, in C#.</summary>
public interface IItemHandler
{
    /// <summary>Does one attempt.</summary>
    /// <param name="context">The item and what surrounds it.</param>
    /// <param name="cancellationToken">Cancelled when the attempt's time is over or the run is being cancelled.</param>
    /// <returns>The result, written as camelCase JSON; null for none.</returns>
    /// <exception cref="BusinessException">The data is wrong: the item fails for good, without a retry.</exception>
    /// <remarks>Any other exception is a technical failure, retried by policy. Calls may come in parallel.</remarks>
    Task<object?> HandleAsync(ItemContext context, CancellationToken cancellationToken);
}

/// <summary>What a handler in C# sees of an attempt.</summary>
/// <param name="envelope">The envelope that all kinds of handlers see.</param>
/// <param name="logger">Where the handler may log; null for nowhere.</param>
public sealed class ItemContext(ItemEnvelope envelope, ILogger? logger = null)
{
    /// <summary>The envelope that all kinds of handlers see: ids, batch, attempt, deadline, idempotency key.</summary>
    public ItemEnvelope Envelope { get; } = envelope;

    /// <summary>The number of this attempt, from 1.</summary>
    public int Attempt => Envelope.Item.AttemptCount;

    /// <summary>When the attempt's time is over, UTC; the cancellation token is cancelled then.</summary>
    public DateTimeOffset Deadline => Envelope.Deadline;

    /// <summary>The same for every attempt at the item, through retry and restart: give it to whatever must not happen twice.</summary>
    public string IdempotencyKey => Envelope.IdempotencyKey;

    /// <summary>Logs with the worker's own log. Default nowhere.</summary>
    public ILogger Logger { get; } = logger ?? NullLogger.Instance;

    /// <summary>The batch's payload as JSON; null when it has none.</summary>
    public Payload? BatchPayload { get; } =
        envelope.Batch.Payload is { } text ? Domain.Payload.FromStorage(text) : null;

    /// <summary>The item's payload as JSON; null when it has none.</summary>
    public Payload? Payload { get; } = envelope.Item.Payload is { } text ? Domain.Payload.FromStorage(text) : null;

    /// <summary>Tells people how far the handler is; they see the last word of about every second.</summary>
    /// <param name="fraction">How much is done, 0 to 1.</param>
    /// <param name="message">What it is at; the first 200 characters are kept.</param>
    public void ReportProgress(double? fraction, string? message = null) =>
        Envelope.Progress?.Report(new HandlerProgress(fraction, message));

    /// <summary>The item's payload as a .NET type (camelCase, case-insensitive).</summary>
    /// <exception cref="BusinessException">There is none, or it does not have this shape.</exception>
    public T PayloadAs<T>() => Read<T>(Payload, "payload", payload => payload.As<T>());

    /// <summary>The item's payload as a .NET type, read with options of the handler's own.</summary>
    /// <exception cref="BusinessException">There is none, or it does not have this shape.</exception>
    public T PayloadAs<T>(JsonSerializerOptions options) =>
        Read<T>(Payload, "payload", payload => payload.Element.Deserialize<T>(options));

    /// <summary>The batch's payload as a .NET type (camelCase, case-insensitive).</summary>
    /// <exception cref="BusinessException">There is none, or it does not have this shape.</exception>
    public T BatchPayloadAs<T>() => Read<T>(BatchPayload, "batch payload", payload => payload.As<T>());

    private static T Read<T>(Payload? given, string what, Func<Payload, T?> read)
    {
        try
        {
            if (given is { } payload && read(payload) is { } value)
                return value;
        }
        catch (JsonException cause)
        {
            throw new BusinessException("bad-payload", $"The {what} is not a {typeof(T).Name}: {cause.Message}");
        }
        throw new BusinessException("bad-payload", $"There is no {what}; a {typeof(T).Name} was expected.");
    }
}

/// <summary>The data is wrong and no attempt can mend it: the item fails for good.</summary>
/// <param name="code">What kind of failure, for instance <c>unknown-country</c>.</param>
/// <param name="message">What is wrong, for the people who own the data.</param>
public sealed class BusinessException(string code, string message) : Exception(message)
{
    /// <summary>What kind of failure.</summary>
    public string Code { get; } = code;
}

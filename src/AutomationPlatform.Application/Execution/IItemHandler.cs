using System.Text.Json;
using AutomationPlatform.Domain;

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
public sealed class ItemContext(ItemEnvelope envelope)
{
    /// <summary>The envelope that all kinds of handlers see: ids, batch, attempt, deadline, idempotency key.</summary>
    public ItemEnvelope Envelope { get; } = envelope;

    /// <summary>The number of this attempt, from 1.</summary>
    public int Attempt => Envelope.Item.AttemptCount;

    /// <summary>The item's payload as JSON; null when it has none.</summary>
    public Payload? Payload { get; } = envelope.Item.Payload is { } text ? Domain.Payload.FromStorage(text) : null;

    /// <summary>Tells people how far the handler is; they see the last word of about every second.</summary>
    /// <param name="fraction">How much is done, 0 to 1.</param>
    /// <param name="message">What it is at; the first 200 characters are kept.</param>
    public void ReportProgress(double? fraction, string? message = null) =>
        Envelope.Progress?.Report(new HandlerProgress(fraction, message));

    /// <summary>The item's payload as a .NET type (camelCase, case-insensitive).</summary>
    /// <exception cref="BusinessException">There is none, or it does not have this shape.</exception>
    public T PayloadAs<T>()
    {
        try
        {
            if (Payload is { } payload && payload.As<T>() is { } value)
                return value;
        }
        catch (JsonException cause)
        {
            throw new BusinessException("bad-payload", $"The payload is not a {typeof(T).Name}: {cause.Message}");
        }
        throw new BusinessException("bad-payload", $"There is no payload; a {typeof(T).Name} was expected.");
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

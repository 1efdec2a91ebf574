using System.Text.Json;
using AutomationPlatform.Application.Execution;
using AutomationPlatform.Domain;
using AutomationPlatform.Domain.Execution;

namespace AutomationPlatform.Infrastructure.Execution.Handlers;

/// <summary>One line of a worker process, which is not trusted.</summary>
internal abstract record WorkerAnswer
{
    private const string DefaultCode = "error";

    // A result may be nested as deep as a payload may, and stands one level below the line's own object.
    private static readonly JsonDocumentOptions Reading = new() { MaxDepth = Payload.MaximumDepth + 8 };

    /// <summary>The outcome of an attempt.</summary>
    internal sealed record Final(string Id, ItemOutcome Outcome) : WorkerAnswer;

    /// <summary>A sign of life of an attempt.</summary>
    /// <param name="Id">The attempt.</param>
    /// <param name="Fraction">How much is done, 0 to 1; null when it is no such number.</param>
    /// <param name="Message">What it is at.</param>
    internal sealed record Progress(string Id, double? Fraction, string? Message) : WorkerAnswer
    {
        /// <summary>False when it is not a number from 0 to 1.</summary>
        internal bool IsGood => Fraction is not null;
    }

    /// <summary>Nothing that this protocol knows; the process cannot be understood any more.</summary>
    internal sealed record Broken(string Message) : WorkerAnswer;

    /// <summary>Reads a line.</summary>
    internal static WorkerAnswer Of(ReadOnlyMemory<byte> line)
    {
        try
        {
            using var document = JsonDocument.Parse(line, Reading);
            var root = document.RootElement;
            return root.ValueKind == JsonValueKind.Object && HandlerAnswer.Text(root, "id") is { } id
                ? Of(id, root)
                : Misunderstood(line);
        }
        catch (Exception cause) when (cause is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: a text with half a surrogate pair.
            return Misunderstood(line);
        }
    }

    /// <summary>The id of a line of which only the beginning was kept; null when it does not stand there.</summary>
    internal static string? IdOf(ReadOnlySpan<byte> beginning)
    {
        var json = new Utf8JsonReader(beginning, isFinalBlock: false, default);
        try
        {
            while (json.Read())
                if (
                    json.CurrentDepth == 1
                    && json.TokenType == JsonTokenType.PropertyName
                    && json.ValueTextEquals("id")
                )
                    return json.Read() && json.TokenType == JsonTokenType.String ? json.GetString() : null;
            return null;
        }
        catch (Exception cause) when (cause is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static WorkerAnswer Of(string id, JsonElement root)
    {
        var hasResult = root.TryGetProperty("result", out var result);
        var hasError = root.TryGetProperty("error", out var error);
        if (hasResult != hasError)
            return new Final(id, hasResult ? HandlerAnswer.Result(result.GetRawText()) : Failure(error));
        if (!hasResult && root.TryGetProperty("progress", out var progress))
            return new Progress(
                id,
                progress.ValueKind == JsonValueKind.Number && progress.GetDouble() is >= 0 and <= 1 and var fraction
                    ? fraction
                    : null,
                HandlerAnswer.Text(root, "message")
            );
        return new Final(
            id,
            new ItemFailed(
                ErrorCodes.NotJson,
                $"The worker process answered with {(hasResult ? "both" : "neither")} \"result\" and \"error\".",
                FailureKind.Technical
            )
        );
    }

    private static ItemFailed Failure(JsonElement error)
    {
        const string Silent = "The worker process gave no message.";
        try
        {
            var checkedError = Payload.From(error).Element;
            if (checkedError.ValueKind != JsonValueKind.Object)
                return HandlerAnswer.Failure(error.GetRawText(), DefaultCode, Silent, FailureKind.Technical);
            var isFinal =
                checkedError.TryGetProperty("retryable", out var retryable)
                && retryable.ValueKind == JsonValueKind.False;
            return HandlerAnswer.Failure(
                checkedError,
                DefaultCode,
                Silent,
                isFinal ? FailureKind.Business : FailureKind.Technical
            );
        }
        catch (PayloadException refused)
        {
            return new ItemFailed(
                DefaultCode,
                $"The worker process reported an error that cannot be kept: {refused.Message}.",
                FailureKind.Technical
            );
        }
    }

    private static Broken Misunderstood(ReadOnlyMemory<byte> line) =>
        new(
            "The worker process wrote a line that is not an answer; standard output is for answers only, logs belong on "
                + $"standard error: {HandlerAnswer.Quote(System.Text.Encoding.UTF8.GetString(line.Span))}"
        );
}

using System.Text;
using System.Text.Json;
using AutomationPlatform.Application.Definition;
using AutomationPlatform.Application.Execution;
using AutomationPlatform.Domain;
using AutomationPlatform.Domain.Execution;

namespace AutomationPlatform.Infrastructure.Execution.Handlers;

/// <summary>Turns what a handler said, which is not trusted, into an outcome.</summary>
internal static class HandlerAnswer
{
    /// <summary>The most bytes read of an answer: a result of the largest size and the white space or keys around it.</summary>
    internal const int MaximumBytes = Payload.MaximumBytes + 64 * 1024;

    private const int QuotedCharacters = 200;
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, true);

    /// <summary>The text of an answer without the white space around it; null when it is not UTF-8.</summary>
    internal static string? Decode(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return StrictUtf8.GetString(bytes).Trim().TrimStart('\uFEFF');
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    /// <summary>A result: none when the text is empty, else the JSON it must be.</summary>
    internal static ItemOutcome Result(string? text)
    {
        if (text is null)
            return new ItemFailed(
                ErrorCodes.NotJson,
                "The result is not JSON: it is not UTF-8.",
                FailureKind.Technical
            );
        if (text.Length == 0)
            return new ItemSucceeded(Result: null);
        try
        {
            return new ItemSucceeded(Payload.Parse(text));
        }
        catch (PayloadException refused)
        {
            var quoted = refused.Code == ErrorCodes.NotJson ? $": {Quote(text)}" : ".";
            return new ItemFailed(refused.Code, $"The result: {refused.Message}{quoted}", KindOf(refused.Code));
        }
    }

    /// <summary>A result that is larger than an answer may be.</summary>
    internal static ItemFailed TooLarge() =>
        new(
            ErrorCodes.TooLarge,
            $"The result is larger than the {Payload.MaximumBytes} bytes that are allowed; store it elsewhere and return where.",
            FailureKind.Business
        );

    /// <summary>A failure that may say more of itself as <c>{"code","message","retryAfter"}</c>.</summary>
    /// <param name="text">What the handler said; null or empty for nothing.</param>
    /// <param name="code">The code unless it gives one.</param>
    /// <param name="message">The message unless it gives one.</param>
    /// <param name="kind">Whether it is retried.</param>
    internal static ItemFailed Failure(string? text, string code, string message, FailureKind kind)
    {
        if (string.IsNullOrEmpty(text))
            return new ItemFailed(code, message, kind);
        try
        {
            var answer = Payload.Parse(text).Element;
            if (answer.ValueKind == JsonValueKind.Object)
                return Failure(answer, code, message, kind);
        }
        catch (PayloadException)
        {
            return new ItemFailed(code, $"{message} It said, which is not JSON: {Quote(text)}", kind);
        }
        return new ItemFailed(code, $"{message} It said: {Quote(text)}", kind);
    }

    /// <summary>A failure described by an object; it must have been checked to be storable.</summary>
    internal static ItemFailed Failure(JsonElement answer, string code, string message, FailureKind kind)
    {
        var said = Text(answer, "message") ?? message;
        TimeSpan? delay = null;
        if (answer.TryGetProperty("retryAfter", out var asked) && asked.ValueKind != JsonValueKind.Null)
        {
            if (asked.ValueKind == JsonValueKind.String && DurationText.TryParse(asked.GetString(), out var duration))
                delay = duration;
            else
                said += $" (Its retryAfter is ignored: {Quote(asked.GetRawText())} is not {DurationText.Form}.)";
        }
        return new ItemFailed(Text(answer, "code") ?? code, said, kind, delay);
    }

    /// <summary>The outcome with the end of standard error kept, and joined to the message of a failure.</summary>
    internal static ItemOutcome WithStandardError(ItemOutcome outcome, string? standardError) =>
        (outcome, standardError) switch
        {
            (_, null) => outcome,
            (ItemFailed failed, _) => failed with
            {
                Message = $"{failed.Message}\n{standardError}",
                StandardError = standardError,
            },
            _ => outcome with { StandardError = standardError },
        };

    /// <summary>The beginning of a text of .NET as databases keep it: no U+0000, no lone surrogates.</summary>
    internal static string Storable(string text, int bytes = MaximumBytes)
    {
        var kept = new byte[Math.Min(bytes, Encoding.UTF8.GetMaxByteCount(text.Length))];
        Encoding.UTF8.GetEncoder().Convert(text, kept, flush: true, out _, out var used, out _);
        return Encoding.UTF8.GetString(kept.AsSpan(0, used)).Replace('\0', '\uFFFD');
    }

    /// <summary>The beginning of an untrusted text, on one line, in quotation marks.</summary>
    internal static string Quote(string text)
    {
        var cut = text.Length <= QuotedCharacters ? text : text[..QuotedCharacters] + "…";
        return JsonSerializer.Serialize(cut.Replace('\0', '\uFFFD'), Quoting);
    }

    private static readonly JsonSerializerOptions Quoting = new()
    {
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>A member that is a text and not blank; null for anything else.</summary>
    internal static string? Text(JsonElement answer, string name) =>
        answer.TryGetProperty(name, out var value)
        && value.ValueKind == JsonValueKind.String
        && value.GetString() is { } text
        && !string.IsNullOrWhiteSpace(text)
            ? text
            : null;

    private static FailureKind KindOf(string code) =>
        code == ErrorCodes.NotJson ? FailureKind.Technical : FailureKind.Business;
}

using System.Text;
using AutomationPlatform.Application;

namespace AutomationPlatform.Infrastructure.Events;

/// <summary>The secret that signs a webhook's events: stored as a reference, resolved when it is used.</summary>
internal static class WebhookSecret
{
    /// <summary>The longest file that is read, in bytes: 4,096.</summary>
    internal const int FileLimit = 4_096;

    private const string OfVariable = "env:";
    private const string OfFile = "file:";
    private const string Encoded = "whsec_";

    /// <summary>Refuses what is no reference, so that no secret is stored by mistake.</summary>
    /// <exception cref="InvalidInputException">It is neither <c>env:NAME</c> nor <c>file:PATH</c>; the message does not repeat it.</exception>
    internal static void CheckReference(string reference)
    {
        ArgumentNullException.ThrowIfNull(reference);
        var isVariable =
            reference.StartsWith(OfVariable, StringComparison.Ordinal) && reference.Length > OfVariable.Length;
        var isFile =
            reference.StartsWith(OfFile, StringComparison.Ordinal)
            && Path.IsPathFullyQualified(reference[OfFile.Length..]);
        if (!isVariable && !isFile)
            throw new InvalidInputException(
                "webhook secret: give where it is found, not the secret: env:NAME of a variable or file:PATH, absolute"
            );
    }

    /// <summary>The key for signing.</summary>
    /// <remarks><c>whsec_</c> and base64 stand for those bytes; anything else for its own UTF-8 text.</remarks>
    /// <exception cref="InvalidInputException">It is not there, empty, or not base64; the message never holds it.</exception>
    internal static byte[] Resolve(string reference)
    {
        var text = reference.StartsWith(OfVariable, StringComparison.Ordinal)
            ? FromVariable(reference[OfVariable.Length..])
            : FromFile(reference[OfFile.Length..]);
        if (text.Length == 0)
            throw new InvalidInputException($"webhook secret {reference}: it is empty");
        if (!text.StartsWith(Encoded, StringComparison.Ordinal))
            return Encoding.UTF8.GetBytes(text);
        var bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text[Encoded.Length..], bytes, out var count) && count > 0
            ? bytes[..count]
            : throw new InvalidInputException($"webhook secret {reference}: what follows {Encoded} is not base64");
    }

    private static string FromVariable(string name) =>
        Environment.GetEnvironmentVariable(name)?.Trim()
        ?? throw new InvalidInputException($"webhook secret: the variable {name} is not set here");

    private static string FromFile(string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            var bytes = new byte[FileLimit];
            var count = file.ReadAtLeast(bytes, FileLimit, throwOnEndOfStream: false);
            return Encoding.UTF8.GetString(bytes, 0, count).Trim();
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException($"webhook secret: {path} cannot be read: {cause.Message}", cause);
        }
    }
}

using System.Text;

namespace AutomationPlatform.Domain.Execution;

/// <summary>What failures of one cause have in common: the code, and the message without numbers, ids and quoted parts.</summary>
public static class ErrorFingerprint
{
    /// <summary>The longest fingerprint, in characters: 200.</summary>
    public const int Limit = 200;

    private const string Quotes = "'\"`";

    /// <summary>The fingerprint of an error. Pure, linear in the length of the message.</summary>
    public static string Of(string code, string message)
    {
        ArgumentNullException.ThrowIfNull(message);
        var text = new StringBuilder(code).Append(": ");
        for (var i = 0; i < message.Length && text.Length < Limit; )
            i = Append(text, message, i);
        var length = Math.Min(text.Length, Limit);
        // Half a character would break the statement that stores it.
        return text.ToString(0, char.IsHighSurrogate(text[length - 1]) ? length - 1 : length);
    }

    private static int Append(StringBuilder text, string message, int start)
    {
        var c = message[start];
        if (Quotes.Contains(c) && message.IndexOf(c, start + 1) is var closing and > 0)
        {
            text.Append(c).Append('…').Append(c);
            return closing + 1;
        }
        if (!IsWord(c))
        {
            text.Append(c);
            return start + 1;
        }
        var end = start + 1;
        while (end < message.Length && IsWord(message[end]))
            end++;
        var word = message.AsSpan(start, end - start);
        // A word with a digit in it is a number, an id or a part of one.
        _ = word.ContainsAnyInRange('0', '9') ? text.Append('#') : text.Append(word);
        return end;
    }

    private static bool IsWord(char c) => char.IsLetterOrDigit(c) || c is '_' or '-';
}

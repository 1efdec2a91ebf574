using System.Text;

namespace AutomationPlatform.Engines.Logs;

/// <summary>Keeps of a log that passes by what lies behind a place, up to a length. Not thread-safe.</summary>
/// <param name="skip">How many characters are passed over.</param>
/// <param name="most">How many characters are kept at most, 2 or more.</param>
internal sealed class LogSlice(long skip, int most)
{
    private readonly StringBuilder kept = new();
    private long toSkip = skip;

    /// <summary>Whether nothing more is wanted.</summary>
    internal bool IsFull { get; private set; }

    /// <summary>What was kept.</summary>
    internal string Text => kept.ToString();

    /// <summary>Takes the next piece of the log.</summary>
    internal void Add(string text)
    {
        if (IsFull)
            return;
        var begin = (int)Math.Min(toSkip, text.Length);
        toSkip -= begin;
        var room = most - kept.Length;
        var count = text.Length - begin;
        if (count > room)
        {
            IsFull = true;
            // Both halves of a character stay together.
            count = room > 0 && char.IsHighSurrogate(text[begin + room - 1]) ? room - 1 : room;
        }
        kept.Append(text, begin, count);
    }
}

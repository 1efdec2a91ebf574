using System.Text;
using AutomationPlatform.Cli.Console;

namespace AutomationPlatform.Cli.Engines;

/// <summary>Writes a log that comes in pieces. A line is written when it is whole, or as far as it has come once that is long:
/// a log without line feeds is never held as a whole.</summary>
internal sealed class LogLines(Terminal terminal)
{
    /// <summary>How much of a line that goes on is held back, in characters: 64 Ki.</summary>
    internal const int Limit = 64 * 1024;

    private readonly StringBuilder held = new();
    private bool hasBegun;

    /// <summary>Takes the next piece.</summary>
    internal void Add(string piece)
    {
        var from = 0;
        for (int end; (end = piece.IndexOf('\n', from)) >= 0; from = end + 1)
        {
            held.Append(piece, from, end - from);
            EndLine();
        }
        held.Append(piece, from, piece.Length - from);
        if (held.Length > Limit)
            WriteSoFar();
    }

    /// <summary>Writes what is left of a last line without an end.</summary>
    internal void End()
    {
        if (hasBegun || held.Length > 0)
            EndLine();
    }

    private void EndLine()
    {
        terminal.Say(Shown(held.ToString().TrimEnd('\r')));
        held.Clear();
        hasBegun = false;
    }

    // What only the next character gives a meaning waits for it: half of a pair, and the first half of a line's end.
    private void WriteSoFar()
    {
        var last = held[^1];
        var ready = held.Length - (last == '\r' || char.IsHighSurrogate(last) ? 1 : 0);
        terminal.SayPart(Shown(held.ToString(0, ready)));
        held.Remove(0, ready);
        hasBegun = true;
    }

    // A tab would be shown as what it is in code, since it acts on a terminal.
    private static string Shown(string text) => text.Replace("\t", "    ");
}

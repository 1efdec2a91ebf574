using System.Text;
using Spectre.Console;

namespace AutomationPlatform.Cli.Console;

/// <summary>Where a command speaks: results to standard output, everything else to standard error.</summary>
/// <param name="output">For results.</param>
/// <param name="error">For progress, logs, hints and errors.</param>
/// <param name="answers">Where answers to questions come from; null when nobody can be asked.</param>
/// <param name="clock">For rates and grouping.</param>
internal sealed class Terminal(IAnsiConsole output, IAnsiConsole error, TextReader? answers, TimeProvider clock)
{
    /// <summary>Wider than any table: what is not read on a screen is never wrapped.</summary>
    private const int Unwrapped = 1_000_000;

    private int bars;

    internal IAnsiConsole Output { get; } = output;

    internal IAnsiConsole Error { get; } = error;

    internal TextReader? Answers { get; } = answers;

    internal TimeProvider Clock { get; } = clock;

    /// <summary>Whether bars that move can be drawn.</summary>
    internal bool IsLive => Error.Profile.Out.IsTerminal && Error.Profile.Capabilities.Ansi;

    /// <summary>The terminal of this process. <c>NO_COLOR</c> and <c>TERM=dumb</c> are honoured.</summary>
    internal static Terminal OfProcess()
    {
        var screen = ScreenKind.OfEnvironment();
        var answers = System.Console.IsInputRedirected || System.Console.IsErrorRedirected ? null : System.Console.In;
        return new Terminal(
            Open(Utf8(System.Console.OpenStandardOutput()), System.Console.IsOutputRedirected ? null : screen),
            Open(Utf8(System.Console.OpenStandardError()), System.Console.IsErrorRedirected ? null : screen),
            answers,
            TimeProvider.System
        );
    }

    /// <summary>A console on a writer.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="screen">What the screen can do; null where the output is not a screen, and is then plain and never wrapped.</param>
    internal static IAnsiConsole Open(TextWriter writer, ScreenKind? screen)
    {
        var console = AnsiConsole.Create(
            new AnsiConsoleSettings
            {
                Ansi = screen is { CanMove: true } ? AnsiSupport.Yes : AnsiSupport.No,
                ColorSystem = screen is { HasColors: true } ? ColorSystemSupport.Standard : ColorSystemSupport.NoColors,
                // What cannot move the cursor gets no bar.
                Interactive = screen is { CanMove: true } ? InteractionSupport.Yes : InteractionSupport.No,
                Enrichment = new ProfileEnrichment { UseDefaultEnrichers = false },
                Out = new WriterOutput(writer, screen is not null),
            }
        );
        if (screen is null)
            console.Profile.Width = Unwrapped;
        return console;
    }

    /// <summary>Writes a line of a result.</summary>
    internal void Say(string line) => Output.Profile.Out.Writer.WriteLine(Visible.Line(line));

    /// <summary>Writes a part of a line of a result, which <see cref="Say"/> ends.</summary>
    internal void SayPart(string part) => Output.Profile.Out.Writer.Write(Visible.Line(part));

    /// <summary>Writes a hint or a remark: above the bar while one is drawn, else as it is, so that the screen breaks long
    /// lines by itself and a command in them can be copied.</summary>
    internal void Note(string line)
    {
        if (bars > 0)
            Error.Write(new Text(Visible.Line(line) + "\n"));
        else
            Error.Profile.Out.Writer.WriteLine(Visible.Line(line));
    }

    /// <summary>Says that a bar is drawn, until the result is disposed.</summary>
    internal IDisposable Draw() => new Drawing(this);

    // UTF-8 whatever the locale says: JSON is that, and so are the names of the world.
    private static StreamWriter Utf8(Stream stream) =>
        new(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)) { AutoFlush = true, NewLine = "\n" };

    private sealed class Drawing : IDisposable
    {
        private readonly Terminal terminal;

        internal Drawing(Terminal terminal)
        {
            this.terminal = terminal;
            Interlocked.Increment(ref terminal.bars);
        }

        public void Dispose() => Interlocked.Decrement(ref terminal.bars);
    }

    private sealed class WriterOutput(TextWriter writer, bool isTerminal) : IAnsiConsoleOutput
    {
        private const int FallbackWidth = 80;
        private const int FallbackHeight = 24;

        public TextWriter Writer => writer;

        public bool IsTerminal => isTerminal;

        public int Width => Measure(() => System.Console.BufferWidth, FallbackWidth);

        public int Height => Measure(() => System.Console.WindowHeight, FallbackHeight);

        public void SetEncoding(Encoding encoding) { }

        private static int Measure(Func<int> size, int fallback)
        {
            try
            {
                return size() is > 0 and var measured ? measured : fallback;
            }
            catch (IOException)
            {
                return fallback;
            }
        }
    }
}

/// <summary>What a screen can do.</summary>
/// <param name="CanMove">Whether the cursor can be moved, and a bar be drawn.</param>
/// <param name="HasColors">Whether colours are wanted.</param>
internal sealed record ScreenKind(bool CanMove, bool HasColors)
{
    internal static ScreenKind OfEnvironment()
    {
        var dumb = Environment.GetEnvironmentVariable("TERM") is null or "" or "dumb";
        var colourless = Environment.GetEnvironmentVariable("NO_COLOR") is { Length: > 0 };
        return new ScreenKind(!dumb, !dumb && !colourless);
    }
}

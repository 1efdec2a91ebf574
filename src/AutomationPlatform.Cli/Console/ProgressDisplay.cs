using Spectre.Console;
using Spectre.Console.Rendering;

namespace AutomationPlatform.Cli.Console;

/// <summary>Shows how far a piece of work is while it goes on: a bar on a terminal, else a line per second at most.</summary>
internal static class ProgressDisplay
{
    /// <summary>What a bar may spend on saying whose it is, in characters: 30.</summary>
    private const int SubjectWidth = 30;

    /// <summary>Does the work and shows what it reports.</summary>
    /// <param name="terminal">Where to.</param>
    /// <param name="subject">What is worked on.</param>
    /// <param name="work">The work; it may report from any thread.</param>
    /// <param name="isTransient">True takes the bar away at the end, for work that is mostly over at once.</param>
    internal static Task<T> WhileAsync<T>(
        Terminal terminal,
        string subject,
        Func<IProgress<Progress>, Task<T>> work,
        bool isTransient = false
    ) => terminal.IsLive ? WithBarAsync(terminal, subject, work, isTransient) : WithLinesAsync(terminal, subject, work);

    private static Task<T> WithBarAsync<T>(
        Terminal terminal,
        string subject,
        Func<IProgress<Progress>, Task<T>> work,
        bool isTransient
    )
    {
        var bar = new Bar(new ProgressMeter(terminal.Clock));
        return new Spectre.Console.Progress(terminal.Error, terminal.Clock)
            .AutoClear(isTransient)
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn { Width = 30 }, new FiguresColumn(bar))
            .StartAsync(async context =>
            {
                bar.Attach(context.AddTask(Markup.Escape(Short(Visible.Line(subject))), autoStart: true, maxValue: 1));
                using (terminal.Draw())
                    return await work(bar);
            });
    }

    private static string Short(string subject) =>
        subject.Length <= SubjectWidth ? subject : subject[..(SubjectWidth - 1)].TrimEnd() + "…";

    private static async Task<T> WithLinesAsync<T>(
        Terminal terminal,
        string subject,
        Func<IProgress<Progress>, Task<T>> work
    )
    {
        var lines = new ProgressLines(terminal, subject);
        try
        {
            return await work(lines);
        }
        finally
        {
            lines.Finish();
        }
    }

    private sealed class Bar(ProgressMeter meter) : IProgress<Progress>
    {
        private readonly Lock reporting = new();
        private ProgressTask? task;

        internal string Text { get; private set; } = "";

        internal void Attach(ProgressTask shown)
        {
            task = shown;
            task.IsIndeterminate = true;
        }

        public void Report(Progress value)
        {
            lock (reporting)
            {
                Text = meter.Describe(value);
                if (task is null || ShareOf(value) is not { } share)
                    return;
                task.IsIndeterminate = false;
                task.Value = share;
            }
        }

        private static double? ShareOf(Progress progress) =>
            progress.Total switch
            {
                null => progress.Share,
                0 => 1,
                { } total => (double)progress.Done / total,
            };
    }

    private sealed class FiguresColumn(Bar bar) : ProgressColumn
    {
        protected override bool NoWrap => true;

        public override IRenderable Render(RenderOptions options, ProgressTask task, TimeSpan deltaTime) =>
            new Text(bar.Text);
    }
}

/// <summary>Progress where no bar can be drawn: a line per second at most, and the last state at the end. Thread-safe.</summary>
internal sealed class ProgressLines(Terminal terminal, string subject) : IProgress<Progress>
{
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(1);

    private readonly Lock reporting = new();
    private readonly ProgressMeter meter = new(terminal.Clock);
    private string text = "";
    private long? lastLine;
    private Progress? last;
    private Progress? said;

    /// <inheritdoc/>
    public void Report(Progress value)
    {
        lock (reporting)
        {
            last = value;
            text = meter.Describe(value);
            if (lastLine is { } moment && terminal.Clock.GetElapsedTime(moment) < Pace)
                return;
            Say();
        }
    }

    /// <summary>Says the last state, unless it was said.</summary>
    internal void Finish()
    {
        lock (reporting)
            Say();
    }

    private void Say()
    {
        if (last == said)
            return;
        terminal.Note($"{subject}: {text}");
        said = last;
        lastLine = terminal.Clock.GetTimestamp();
    }
}

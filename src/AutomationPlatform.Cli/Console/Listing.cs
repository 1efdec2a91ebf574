using Spectre.Console;
using Spectre.Console.Rendering;

namespace AutomationPlatform.Cli.Console;

/// <summary>A table for people: a line of headings, a line per row, no borders, so that it can be cut and searched.</summary>
/// <param name="headings">The headings. One that begins with <c>#</c> is a column of numbers, set to the right.</param>
internal sealed class Listing(params IReadOnlyList<string> headings)
{
    private readonly List<IReadOnlyList<Cell>> rows = [];

    internal int Count => rows.Count;

    /// <summary>Adds a row; strings and other values become cells by themselves.</summary>
    internal void Add(params IReadOnlyList<Cell> cells) => rows.Add(cells);

    /// <summary>Writes it as a result.</summary>
    internal void WriteTo(IAnsiConsole console)
    {
        var table = new Table
        {
            Border = TableBorder.None,
            ShowHeaders = true,
            UseSafeBorder = false,
        };
        for (var i = 0; i < headings.Count; i++)
            table.AddColumn(Column(i));
        foreach (var row in rows)
            table.AddRow(row.Select(cell => (IRenderable)cell.Render()));
        console.Write(table);
    }

    private TableColumn Column(int index)
    {
        var isNumber = headings[index].StartsWith('#');
        var heading = new Text(
            headings[index].TrimStart('#').ToUpperInvariant(),
            new Style(decoration: Decoration.Bold)
        );
        var last = index == headings.Count - 1;
        return new TableColumn(heading)
        {
            NoWrap = rows.Any(row => row[index].IsWhole),
            Alignment = isNumber ? Justify.Right : Justify.Left,
            Padding = new Padding(0, 0, last ? 0 : 2, 0),
        };
    }
}

/// <summary>What stands in a cell; text from outside is made harmless.</summary>
/// <param name="Value">The text.</param>
/// <param name="Color">Its colour, where there are colours.</param>
/// <param name="IsWhole">True for what must not be broken into lines: identifiers, instants, statuses.</param>
internal readonly record struct Cell(string Value, Color? Color = null, bool IsWhole = false)
{
    /// <summary>What stands for nothing.</summary>
    internal const string Nothing = "-";

    internal Text Render() => new(Visible.Line(Value), Color is { } color ? new Style(color) : Style.Plain);

    public static implicit operator Cell(string? text) => new(string.IsNullOrEmpty(text) ? Nothing : text);

    public static implicit operator Cell(long number) => new(Figures.Number(number), IsWhole: true);

    public static implicit operator Cell(Guid id) => new(id.ToString(), IsWhole: true);

    public static implicit operator Cell(DateTimeOffset? instant) =>
        new(instant is { } value ? Figures.Instant(value) : Nothing, IsWhole: true);
}

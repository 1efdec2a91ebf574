using Spectre.Console;

namespace AutomationPlatform.Cli.Console;

/// <summary>One thing with its fields, a line each.</summary>
internal sealed class Fieldset
{
    private readonly Grid grid = new() { Expand = false };

    internal Fieldset()
    {
        grid.AddColumn(new GridColumn { NoWrap = true, Padding = new Padding(0, 0, 2, 0) });
        grid.AddColumn(new GridColumn { Padding = new Padding(0, 0, 0, 0) });
    }

    /// <summary>Adds a field.</summary>
    internal Fieldset Add(string name, Cell value)
    {
        grid.AddRow(new Text(name + ":", new Style(decoration: Decoration.Bold)), value.Render());
        return this;
    }

    /// <summary>Adds a field where there is something to say.</summary>
    internal Fieldset AddIf(string name, string? value) => string.IsNullOrEmpty(value) ? this : Add(name, value);

    /// <summary>Writes it as a result.</summary>
    internal void WriteTo(IAnsiConsole console) => console.Write(grid);
}

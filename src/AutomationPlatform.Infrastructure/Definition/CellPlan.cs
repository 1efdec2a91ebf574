using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using AutomationPlatform.Application;
using AutomationPlatform.Application.Definition;
using AutomationPlatform.JsonSchema;

namespace AutomationPlatform.Infrastructure.Definition;

/// <summary>Where the cells of a CSV row go in its JSON, and which become numbers or booleans. Made once per file.</summary>
internal sealed class CellPlan
{
    private readonly List<(JsonEncodedText Name, CellPlan Child)> members = [];
    private readonly List<string> names = [];
    private int column = -1;
    private bool isList;
    private JsonTypes types;

    private bool IsTyped =>
        (types & (JsonTypes.Number | JsonTypes.Boolean)) != JsonTypes.None && !types.HasFlag(JsonTypes.String);

    /// <summary>Plans a file.</summary>
    /// <exception cref="InvalidInputException">A mapping names no column, or two columns go to the same place.</exception>
    internal static CellPlan Of(string file, IReadOnlyList<string> headers, RowShape shape)
    {
        foreach (var mapping in shape.Mappings)
            if (!headers.Contains(mapping.Column))
                throw new InvalidInputException(
                    $"{file}:1: --map: {NearestName.Unknown("column", mapping.Column, [.. headers])}"
                );
        var root = new CellPlan();
        for (var index = 0; index < headers.Count; index++)
        {
            var header = headers[index];
            var pointer = shape.Mappings.FirstOrDefault(mapping => mapping.Column == header)?.Pointer;
            IReadOnlyList<string> path = pointer?.Tokens ?? [header];
            if (!root.TryPlace(path, 0, index, shape))
                throw new InvalidInputException(
                    $"{file}:1: the column '{header}' goes to {Show(path)}, where another column goes too; map one elsewhere"
                );
        }
        root.FindLists();
        return root;
    }

    /// <summary>Writes a row as one JSON object.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="cells">The row's cells.</param>
    internal void Write(Utf8JsonWriter writer, CsvHelper.CsvReader cells)
    {
        if (column >= 0)
        {
            WriteCell(writer, cells.GetSpan(column));
            return;
        }
        if (isList)
            writer.WriteStartArray();
        else
            writer.WriteStartObject();
        foreach (var (name, child) in members)
        {
            if (!isList && child.IsAbsent(cells))
                continue;
            if (!isList)
                writer.WritePropertyName(name);
            child.Write(writer, cells);
        }
        if (isList)
            writer.WriteEndArray();
        else
            writer.WriteEndObject();
    }

    private bool IsAbsent(CsvHelper.CsvReader cells) =>
        column >= 0 && IsTyped && !types.HasFlag(JsonTypes.Null) && cells.IsEmpty(column);

    private void WriteCell(Utf8JsonWriter writer, ReadOnlySpan<byte> cell)
    {
        if (!IsTyped)
            writer.WriteStringValue(cell);
        else if (cell.IsEmpty)
            writer.WriteNullValue();
        else if (types.HasFlag(JsonTypes.Boolean) && cell.SequenceEqual("true"u8))
            writer.WriteBooleanValue(true);
        else if (types.HasFlag(JsonTypes.Boolean) && cell.SequenceEqual("false"u8))
            writer.WriteBooleanValue(false);
        else if ((types & JsonTypes.Number) != JsonTypes.None && JsonNumber.Is(cell))
            writer.WriteRawValue(cell, skipInputValidation: true);
        else
            writer.WriteStringValue(cell);
    }

    private bool TryPlace(IReadOnlyList<string> path, int depth, int target, RowShape shape)
    {
        if (depth == path.Count)
        {
            if (column >= 0 || members.Count > 0)
                return false;
            column = target;
            types = shape.ItemSchema?.Compiled.TypesOf(path) ?? JsonTypes.None;
            return true;
        }
        if (column >= 0)
            return false;
        var at = names.IndexOf(path[depth]);
        if (at < 0)
        {
            at = names.Count;
            names.Add(path[depth]);
            members.Add(
                (JsonEncodedText.Encode(path[depth], JavaScriptEncoder.UnsafeRelaxedJsonEscaping), new CellPlan())
            );
        }
        return members[at].Child.TryPlace(path, depth + 1, target, shape);
    }

    // Below the root, members called 0, 1, 2 … in order are the elements of a list.
    private void FindLists(bool isRoot = true)
    {
        isList = !isRoot && members.Count > 0 && names.Select((name, index) => name == $"{index}").All(same => same);
        foreach (var (_, child) in members)
            child.FindLists(isRoot: false);
    }

    private static string Show(IReadOnlyList<string> path) =>
        string.Concat(path.Select(token => "/" + JsonPointer.Escape(token)));
}

/// <summary>Recognises what JSON spells as a number.</summary>
internal static class JsonNumber
{
    internal static bool Is(ReadOnlySpan<byte> text)
    {
        var rest = text.StartsWith("-"u8) ? text[1..] : text;
        var whole = Digits(rest);
        if (whole == 0 || (whole > 1 && rest[0] == '0'))
            return false;
        rest = rest[whole..];
        if (rest.StartsWith("."u8))
        {
            var fraction = Digits(rest[1..]);
            if (fraction == 0)
                return false;
            rest = rest[(fraction + 1)..];
        }
        if (rest.IsEmpty)
            return true;
        if (rest[0] is not ((byte)'e' or (byte)'E'))
            return false;
        rest = rest[1..];
        if (!rest.IsEmpty && rest[0] is (byte)'+' or (byte)'-')
            rest = rest[1..];
        return !rest.IsEmpty && Digits(rest) == rest.Length;
    }

    private static int Digits(ReadOnlySpan<byte> text)
    {
        var end = text.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        return end < 0 ? text.Length : end;
    }
}

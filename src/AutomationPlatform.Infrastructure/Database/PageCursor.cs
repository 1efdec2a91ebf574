using System.Buffers.Text;
using System.Globalization;
using System.Text;
using AutomationPlatform.Application;

namespace AutomationPlatform.Infrastructure.Database;

/// <summary>Where the next part of a list begins: the key of the last row given, as opaque base64url text.</summary>
internal sealed class PageCursor
{
    private const char Separator = '\0';

    private readonly string list;
    private readonly string[] values;

    private PageCursor(string list, string[] values)
    {
        this.list = list;
        this.values = values;
    }

    /// <summary>Writes the key of a row.</summary>
    /// <param name="list">The list it belongs to, so that the cursor of one is refused by another.</param>
    /// <param name="values">The key's values; none may hold U+0000.</param>
    internal static string Write(string list, params object[] values) =>
        Base64Url.EncodeToString(
            Encoding.UTF8.GetBytes(
                string.Join(
                    Separator,
                    values.Select(v => Convert.ToString(v, CultureInfo.InvariantCulture)).Prepend(list)
                )
            )
        );

    /// <summary>Reads the cursor of a page that is asked for; null for the first page.</summary>
    /// <exception cref="InvalidInputException">It is not a cursor of this list.</exception>
    internal static PageCursor? Read(string list, int values, PageRequest page)
    {
        if (page.Limit is < 1 or > PageRequest.MaximumLimit)
            throw new InvalidInputException(
                $"limit: is {page.Limit}; give 1 to {PageRequest.MaximumLimit} and go on with the cursor"
            );
        if (page.Cursor is not { } cursor)
            return null;
        if (!Base64Url.IsValid(cursor))
            throw Malformed(list);
        var parts = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(cursor)).Split(Separator);
        return parts.Length == values + 1 && parts[0] == list
            ? new PageCursor(list, parts[1..])
            : throw Malformed(list);
    }

    internal string Text(int index) => values[index];

    internal Guid Id(int index) => Guid.TryParseExact(values[index], "D", out var id) ? id : throw Malformed(list);

    internal long Number(int index) =>
        long.TryParse(values[index], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw Malformed(list);

    private static InvalidInputException Malformed(string list) =>
        new($"cursor: it is not one that the list of {list} gave; leave it out to begin again");
}

internal static class Pages
{
    /// <summary>Makes a page of rows of which one more than the limit was asked for.</summary>
    internal static Page<T> Cut<T>(List<T> rows, PageRequest page, Func<T, string> cursor)
    {
        if (rows.Count <= page.Limit)
            return new Page<T>(rows, Next: null);
        rows.RemoveRange(page.Limit, rows.Count - page.Limit);
        return new Page<T>(rows, cursor(rows[^1]));
    }
}

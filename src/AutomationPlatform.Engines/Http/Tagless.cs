using System.Text.RegularExpressions;

namespace AutomationPlatform.Engines.Http;

/// <summary>The text of a page, for an error's one line.</summary>
internal static partial class Tagless
{
    /// <summary>How much of a page is looked at, in characters: 4,000.</summary>
    private const int Limit = 4_000;

    internal static string Of(string page) =>
        Tags().Replace(Unseen().Replace(page.Length > Limit ? page[..Limit] : page, " "), " ");

    [GeneratedRegex("<(?<tag>script|style)\\b.*?</\\k<tag>>", RegexOptions.IgnoreCase | RegexOptions.Singleline, 1000)]
    private static partial Regex Unseen();

    [GeneratedRegex("<[^>]*>", RegexOptions.None, 1000)]
    private static partial Regex Tags();
}

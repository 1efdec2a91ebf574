namespace AutomationPlatform.JsonSchema.Text;

/// <summary>
/// A URI reference in its five parts, resolved as RFC 3986 section 5.2 says. <see cref="Uri"/> is not used: it rewrites what it
/// reads (escapes, case, <c>file:</c> paths) and knows no base without a scheme.
/// </summary>
internal readonly record struct UriText(string? Scheme, string? Authority, string Path, string? Query, string? Fragment)
{
    public static UriText Parse(string text)
    {
        string? scheme = null;
        string? authority = null;
        var fragment = CutFrom(ref text, '#');
        var query = CutFrom(ref text, '?');
        var colon = text.IndexOf(':');
        if (colon > 0 && text.AsSpan(0, colon).IndexOf('/') < 0)
        {
            scheme = text[..colon];
            text = text[(colon + 1)..];
        }
        if (text.StartsWith("//", StringComparison.Ordinal))
        {
            var end = text.IndexOf('/', 2);
            authority = end < 0 ? text[2..] : text[2..end];
            text = end < 0 ? "" : text[end..];
        }
        return new(scheme, authority, text, query, fragment);
    }

    /// <summary>The absolute form of a reference found where <paramref name="baseUri"/> holds.</summary>
    public static UriText Resolve(string baseUri, string reference)
    {
        var relative = Parse(reference);
        if (relative.Scheme is not null)
            return relative with { Path = RemoveDots(relative.Path) };
        var root = Parse(baseUri);
        if (relative.Authority is not null)
            return relative with { Scheme = root.Scheme, Path = RemoveDots(relative.Path) };
        if (relative.Path.Length == 0)
            return root with { Query = relative.Query ?? root.Query, Fragment = relative.Fragment };
        return new(root.Scheme, root.Authority, Merge(root, relative.Path), relative.Query, relative.Fragment);
    }

    public string WithoutFragment =>
        (Scheme is null ? "" : Scheme + ":")
        + (Authority is null ? "" : "//" + Authority)
        + Path
        + (Query is null ? "" : "?" + Query);

    private static string Merge(UriText root, string path)
    {
        if (path.StartsWith('/'))
            return RemoveDots(path);
        if (root.Authority is not null && root.Path.Length == 0)
            return RemoveDots("/" + path);
        return RemoveDots(root.Path[..(root.Path.LastIndexOf('/') + 1)] + path);
    }

    private static string RemoveDots(string path)
    {
        if (!path.Contains('.'))
            return path;
        var kept = new List<string>();
        var segments = path.Split('/');
        for (var i = 0; i < segments.Length; i++)
        {
            var last = i == segments.Length - 1;
            if (segments[i] == ".." && kept.Count > 1)
                kept.RemoveAt(kept.Count - 1);
            if (segments[i] is not ("." or ".."))
                kept.Add(segments[i]);
            else if (last)
                kept.Add("");
        }
        return string.Join('/', kept);
    }

    private static string? CutFrom(ref string text, char mark)
    {
        var at = text.IndexOf(mark);
        if (at < 0)
            return null;
        var rest = text[(at + 1)..];
        text = text[..at];
        return rest;
    }
}

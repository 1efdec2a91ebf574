using System.Collections.Concurrent;
using System.Globalization;

namespace AutomationPlatform.JsonSchema.Patterns;

/// <summary>The sets behind <c>\p{…}</c>: general categories, <c>Any</c>, <c>ASCII</c> and <c>Assigned</c>. Scripts are not supported.</summary>
internal static class UnicodeProperty
{
    // The general categories by their short names, in the order of UnicodeCategory.
    private const string ShortNames =
        "Lu Ll Lt Lm Lo Mn Mc Me Nd Nl No Zs Zl Zp Cc Cf Cs Co Pc Pd Ps Pe Pi Pf Po Sm Sc Sk So Cn";

    private const string LongNames =
        "Uppercase_Letter Lowercase_Letter Titlecase_Letter Modifier_Letter Other_Letter Nonspacing_Mark Spacing_Mark "
        + "Enclosing_Mark Decimal_Number Letter_Number Other_Number Space_Separator Line_Separator Paragraph_Separator "
        + "Control Format Surrogate Private_Use Connector_Punctuation Dash_Punctuation Open_Punctuation Close_Punctuation "
        + "Initial_Punctuation Final_Punctuation Other_Punctuation Math_Symbol Currency_Symbol Modifier_Symbol Other_Symbol "
        + "Unassigned";

    private const string Groups =
        "Letter=L Mark=M Combining_Mark=M Number=N Separator=Z Other=C Punctuation=P punct=P Symbol=S digit=Nd cntrl=Cc";

    private static readonly Dictionary<string, string> Aliases = ReadAliases();
    private static readonly ConcurrentDictionary<string, CodePointSet> Known = new(StringComparer.Ordinal);

    /// <summary>The code points that have a property.</summary>
    /// <exception cref="PatternSyntaxException">There is no such property, or it is not supported.</exception>
    public static CodePointSet Find(string expression)
    {
        var name = expression[(expression.IndexOf('=') + 1)..];
        if (expression.Contains('=') && expression.Split('=')[0] is not ("gc" or "General_Category"))
            throw Unknown(expression);
        return Known.GetOrAdd(name, static name => Create(name));
    }

    private static CodePointSet Create(string name)
    {
        if (name is "Any")
            return CodePointSet.All;
        if (name is "ASCII")
            return new((0, 0x7F));
        if (name is "Assigned")
            return Scan("Cn").Complement();
        var category = Aliases.GetValueOrDefault(name, name);
        if (category is "LC" or "Cased_Letter")
            return Scan("Lu", "Ll", "Lt");
        string[] members = [.. ShortNames.Split(' ').Where(member => IsIn(member, category))];
        return members.Length > 0 ? Scan(members) : throw Unknown(name);
    }

    private static bool IsIn(string member, string category) =>
        member == category || (category.Length == 1 && member[0] == category[0]);

    private static CodePointSet Scan(params string[] categories)
    {
        var names = ShortNames.Split(' ');
        var wanted = categories.Select(category => (UnicodeCategory)Array.IndexOf(names, category)).ToHashSet();
        var result = new CodePointSet();
        var start = -1;
        for (var codePoint = 0; codePoint <= CodePointSet.Last; codePoint++)
        {
            var isIn = wanted.Contains(CharUnicodeInfo.GetUnicodeCategory(codePoint));
            if (isIn && start < 0)
                start = codePoint;
            if (!isIn && start >= 0)
            {
                result.Add(start, codePoint - 1);
                start = -1;
            }
        }
        if (start >= 0)
            result.Add(start, CodePointSet.Last);
        return result;
    }

    private static Dictionary<string, string> ReadAliases()
    {
        var pairs = LongNames.Split(' ').Zip(ShortNames.Split(' '));
        var result = pairs.ToDictionary(pair => pair.First, pair => pair.Second, StringComparer.Ordinal);
        foreach (var group in Groups.Split(' '))
            result.Add(group.Split('=')[0], group.Split('=')[1]);
        return result;
    }

    private static PatternSyntaxException Unknown(string name) =>
        new($"uses the Unicode property '{name}', which is not supported");
}

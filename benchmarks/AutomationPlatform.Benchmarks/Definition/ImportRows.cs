using AutomationPlatform.Domain.Definition;

namespace AutomationPlatform.Benchmarks.Definition;

/// <summary>Rows as businesses have them: some 200 bytes, five properties, a key.</summary>
internal static class ImportRows
{
    private static readonly Schema Schema = new(
        """
        {"type":"object","required":["customerId","name","email"],"additionalProperties":false,
         "properties":{
           "customerId":{"type":"integer","minimum":0},
           "name":{"type":"string","minLength":1,"maxLength":100},
           "email":{"type":"string","pattern":"^[^@]+@[^@]+$"},
           "country":{"enum":["CH","DE","FR","IT"]},
           "note":{"type":"string","maxLength":500}}}
        """
    );

    /// <summary>The same rows without a rule, by a schema, and by a schema with a key.</summary>
    internal static readonly (string Name, DefinitionContent Content)[] Definitions =
    [
        ("unvalidated", new DefinitionContent(null, null, AutomationSettings.Default)),
        ("validated", new DefinitionContent(null, Schema, AutomationSettings.Default)),
        ("with key", new DefinitionContent(null, Schema, new AutomationSettings { Key = "/customerId" })),
    ];

    /// <summary>A row as JSON.</summary>
    internal static string Json(int row) =>
        $$"""{"customerId":{{row}},"name":"Customer {{row}}","email":"customer{{row}}@example.org","country":"CH","note":"{{Note(row)}}"}""";

    /// <summary>Writes the input file and gives its path.</summary>
    internal static string Write(string directory, int rows, bool csv)
    {
        var path = Path.Combine(directory, csv ? "rows.csv" : "rows.jsonl");
        using var file = new StreamWriter(path);
        if (csv)
            file.WriteLine("customerId,name,email,country,note");
        for (var row = 0; row < rows; row++)
            file.WriteLine(csv ? $"{row},Customer {row},customer{row}@example.org,CH,\"{Note(row)}\"" : Json(row));
        return path;
    }

    private static string Note(int row) =>
        $"Prefers mail in the morning, called {row % 7} times, last on a {(DayOfWeek)(row % 7)}";
}

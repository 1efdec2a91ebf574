namespace AutomationPlatform.Application.Definition;

/// <summary>Every limit of an import, by name.</summary>
public static class ImportLimits
{
    /// <summary>The largest record that is read at all, in bytes: 16 MiB. A payload may be 1 MiB; between the two it is a reject.</summary>
    public const int RecordBytes = 16 * 1024 * 1024;

    /// <summary>The most columns of a CSV file: 10,000.</summary>
    public const int Columns = 10_000;

    /// <summary>The most rows of one batch: 2,147,483,647.</summary>
    public const int Rows = int.MaxValue;

    /// <summary>The rows written in one transaction: 10,000, well below what a slice may hold.</summary>
    public const int SliceRows = 10_000;

    /// <summary>The characters of payload after which a slice is written although it has fewer rows: 4 Mi.</summary>
    public const int SliceCharacters = 4 * 1024 * 1024;

    /// <summary>The rejected rows that a report shows, the first ones: 20. All are counted.</summary>
    public const int ShownRejects = 20;

    /// <summary>The broken rules that are told of one row: 100.</summary>
    public const int ErrorsPerRow = 100;

    /// <summary>The different rules a report counts apart: 100; the rest is counted together.</summary>
    public const int CountedRules = 100;

    /// <summary>The time an import is its importer's alone without a further slice: 60 s.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(60);
}

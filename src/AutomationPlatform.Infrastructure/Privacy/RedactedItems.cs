namespace AutomationPlatform.Infrastructure.Privacy;

/// <summary>Conditions that leave out redacted items: nothing is left of them that a handler could work on.</summary>
internal static class RedactedItems
{
    /// <summary>Of the item <c>i</c>.</summary>
    internal const string NotItem = "NOT EXISTS (SELECT 1 FROM redaction d WHERE d.item_id = i.id)";

    /// <summary>Of the item execution <c>e</c>.</summary>
    internal const string NotExecution = "NOT EXISTS (SELECT 1 FROM redaction d WHERE d.item_id = e.item_id)";

    /// <summary>The executions of redacted items; the caller adds a condition on <c>e</c>.</summary>
    internal const string Executions =
        "SELECT e.id FROM redaction d JOIN item_execution e ON e.item_id = d.item_id WHERE";
}

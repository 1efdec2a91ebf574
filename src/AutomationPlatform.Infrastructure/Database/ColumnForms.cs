using AutomationPlatform.Domain.Execution;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AutomationPlatform.Infrastructure.Database;

/// <summary>What columns look like on one of the two databases.</summary>
internal sealed class ColumnForms
{
    /// <summary>Native types: uuid, timestamptz, jsonb, an enum.</summary>
    internal static readonly ColumnForms PostgreSql = new() { JsonType = "jsonb" };

    /// <summary>Text for all of them, held to its form by checks.</summary>
    internal static readonly ColumnForms Sqlite = new() { JsonType = "TEXT", IsText = true };

    private ColumnForms() { }

    /// <summary>The type of JSON columns.</summary>
    internal required string JsonType { get; init; }

    /// <summary>Whether identifiers, instants, JSON and statuses are kept as text.</summary>
    internal bool IsText { get; private init; }

    /// <summary>Holds text columns to the JSON or the names that a native type would hold them to.</summary>
    internal void CheckForms<TEntity>(TableBuilder<TEntity> table, string[] json, params string[] statuses)
        where TEntity : class
    {
        if (!IsText)
            return;
        foreach (var column in json)
            table.HasCheckConstraint($"ck_{table.Name}_{column}_json", $"json_valid({column})");
        foreach (var column in statuses)
            table.HasCheckConstraint($"ck_{table.Name}_{column}", IsOneOf(column, Lifecycle.Statuses));
    }

    /// <summary>The condition that a column is one of these.</summary>
    /// <remarks>SQLite makes a table of a longer list each time the condition is looked at, which doubled the cost of a row.</remarks>
    internal string IsOneOf(string column, IEnumerable<ExecutionStatus> statuses) =>
        IsText
            ? string.Join(" OR ", statuses.Select(status => $"{column} = '{status.Name()}'"))
            : $"{column} IN ({Checks.ListOf(statuses)})";
}

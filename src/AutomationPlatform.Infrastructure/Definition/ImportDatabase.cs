using System.Data.Common;
using AutomationPlatform.Application.Audit;
using AutomationPlatform.Application.Definition;
using AutomationPlatform.Domain.Definition;

namespace AutomationPlatform.Infrastructure.Definition;

/// <summary>What an import needs of one kind of database. Thread-safe.</summary>
internal abstract class ImportDatabase
{
    /// <summary>The statements with this database's clock.</summary>
    internal abstract ImportSql Sql { get; }

    /// <summary>Which of the references <c>@references</c> the batch has.</summary>
    internal abstract string FindReferences { get; }

    /// <summary>Opens a connection; dispose it.</summary>
    internal abstract Task<DbConnection> OpenAsync(CancellationToken cancellationToken);

    /// <summary>Begins a transaction that will write.</summary>
    internal abstract Task<DbTransaction> BeginAsync(DbConnection connection, CancellationToken cancellationToken);

    /// <summary>Gives a parameter in this database's form: a text, number, <see cref="Guid"/>, instant, payload or list of texts.</summary>
    internal abstract void Bind(DbCommand command, string name, object value);

    /// <summary>Gives a parameter without a value, of the type of an instant or else of a text.</summary>
    internal abstract void BindNull(DbCommand command, string name);

    /// <summary>Writes rows in the transaction.</summary>
    internal abstract Task WriteAsync(DbTransaction transaction, ItemRows rows, CancellationToken cancellationToken);

    /// <summary>Writes an entry of the activity log in the transaction that is open on the connection.</summary>
    internal abstract Task LogAsync(
        DbConnection connection,
        TimeProvider clock,
        AuditEntry entry,
        CancellationToken cancellationToken
    );

    /// <summary>The error for people; null when it is not the database's.</summary>
    internal abstract Exception? Translate(Exception failure);
}

/// <summary>Rows on their way into the table of items.</summary>
/// <param name="BatchId">Their batch.</param>
/// <param name="Items">The rows.</param>
/// <param name="CreatedAt">The database's moment, in the form it gave.</param>
/// <param name="Actor">Who imports.</param>
internal sealed record ItemRows(BatchId BatchId, IReadOnlyList<NewItem> Items, object CreatedAt, string Actor);

using System.Data.Common;
using AutomationPlatform.Application;

namespace AutomationPlatform.Infrastructure.Database;

/// <summary>The seam for statements that are the same on both databases but for forms: of identifiers, instants and lists.</summary>
/// <remarks>Statements whose plans or words differ are written twice, side by side; they do not come here. Thread-safe.</remarks>
internal interface IReadConnections
{
    /// <summary>Opens a connection; dispose it.</summary>
    Task<DbConnection> OpenAsync(CancellationToken cancellationToken);

    /// <summary>Begins a transaction whose every statement sees the same moment, however many others write.</summary>
    Task<DbTransaction> BeginSnapshotAsync(DbConnection connection, CancellationToken cancellationToken);

    /// <summary>Makes a running statement of the connection end when the token is cancelled.</summary>
    IDisposable InterruptOn(DbConnection connection, CancellationToken cancellationToken);

    /// <summary>Gives a parameter in this database's form.</summary>
    /// <param name="command">The statement.</param>
    /// <param name="name">The parameter's name, without a sign.</param>
    /// <param name="value">A text, number, <see cref="Guid"/>, list of them or of numbers, instant or status; never null.</param>
    void Bind(DbCommand command, string name, object value);

    /// <summary>Reads an instant in this database's form.</summary>
    DateTimeOffset ReadInstant(DbDataReader reader, int column);

    /// <summary>The database's clock, so many seconds from now (negative: ago), in the form of its instants.</summary>
    string Clock(int secondsFromNow);

    /// <summary>A condition: the column is one of a list of identifiers.</summary>
    string IsOneOf(string column, string parameter);

    /// <summary>A condition: a text, or the text of a JSON value, contains another, whatever its case.</summary>
    string Contains(string column, string parameter);

    /// <summary>What a text must look like as the parameter of <see cref="Contains"/>.</summary>
    string ToPattern(string text);

    /// <summary>A table expression <c>held</c> of what claims name: <c>claim_id, worker_id, run_id, id, version</c>. Pairs
    /// that were answered stay in their claim; only those whose version still stands are held.</summary>
    string HeldItems { get; }

    /// <summary>Throws the error for people when the database itself is the trouble; returns when it is not.</summary>
    /// <exception cref="DatabaseUnavailableException">It is gone, refuses us, is read-only, or has not our tables.</exception>
    void ThrowIfTrouble(DbException cause);
}

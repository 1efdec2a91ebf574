using System.Data.Common;
using AutomationPlatform.Domain.Execution;

namespace AutomationPlatform.Infrastructure.Database;

/// <summary>The columns of a row, read one after the other in the order the statement lists them.</summary>
internal sealed class Row(DbDataReader reader, IReadConnections connections)
{
    private int next;

    internal void Rewind() => next = 0;

    internal Guid Id() => reader.GetGuid(next++);

    internal Guid? OptionalId() => Skip() ? null : Id();

    internal string Text() => reader.GetString(next++);

    internal string? OptionalText() => Skip() ? null : Text();

    internal int Int() => reader.GetInt32(next++);

    internal int? OptionalInt() => Skip() ? null : Int();

    internal long Long() => reader.GetInt64(next++);

    internal long? OptionalLong() => Skip() ? null : Long();

    /// <summary>The next column, a number with a fraction.</summary>
    internal double? OptionalDouble() => Skip() ? null : reader.GetDouble(next++);

    internal bool Flag() => reader.GetBoolean(next++);

    internal DateTimeOffset Instant() => connections.ReadInstant(reader, next++);

    internal DateTimeOffset? OptionalInstant() => Skip() ? null : Instant();

    /// <summary>The next column, bytes.</summary>
    internal byte[]? OptionalBytes() => Skip() ? null : reader.GetFieldValue<byte[]>(next++);

    /// <summary>Leaves columns out.</summary>
    internal void Pass(int columns) => next += columns;

    internal ExecutionStatus Status() => Lifecycle.Parse(Text());

    private bool Skip()
    {
        if (!reader.IsDBNull(next))
            return false;
        next++;
        return true;
    }
}

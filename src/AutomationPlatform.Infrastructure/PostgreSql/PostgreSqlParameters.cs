using Npgsql;
using NpgsqlTypes;

namespace AutomationPlatform.Infrastructure.PostgreSql;

/// <summary>Positional parameters with their types said, so that nothing is guessed and prepared statements stay the same.</summary>
internal static class PostgreSqlParameters
{
    internal static NpgsqlParameter Id(Guid value) => Of(NpgsqlDbType.Uuid, value);

    internal static NpgsqlParameter OptionalId(Guid? value) => Of(NpgsqlDbType.Uuid, value);

    internal static NpgsqlParameter Ids(Guid[]? values) => Of(NpgsqlDbType.Array | NpgsqlDbType.Uuid, values);

    internal static NpgsqlParameter Number(int? value) => Of(NpgsqlDbType.Integer, value);

    internal static NpgsqlParameter Numbers(int[] values) => Of(NpgsqlDbType.Array | NpgsqlDbType.Integer, values);

    internal static NpgsqlParameter Big(long value) => Of(NpgsqlDbType.Bigint, value);

    internal static NpgsqlParameter Bigs(long[] values) => Of(NpgsqlDbType.Array | NpgsqlDbType.Bigint, values);

    internal static NpgsqlParameter Fraction(double value) => Of(NpgsqlDbType.Double, value);

    internal static NpgsqlParameter Fractions(double?[] values) => Of(NpgsqlDbType.Array | NpgsqlDbType.Double, values);

    internal static NpgsqlParameter Text(string? value) => Of(NpgsqlDbType.Text, value);

    internal static NpgsqlParameter Texts(string?[]? values) => Of(NpgsqlDbType.Array | NpgsqlDbType.Text, values);

    internal static NpgsqlParameter Json(string?[] values) => Of(NpgsqlDbType.Array | NpgsqlDbType.Jsonb, values);

    internal static NpgsqlParameter Hash(byte[]? value) => Of(NpgsqlDbType.Bytea, value);

    internal static NpgsqlParameter Hashes(byte[]?[] values) => Of(NpgsqlDbType.Array | NpgsqlDbType.Bytea, values);

    internal static NpgsqlParameter Flag(bool value) => Of(NpgsqlDbType.Boolean, value);

    internal static NpgsqlParameter Flags(bool[] values) => Of(NpgsqlDbType.Array | NpgsqlDbType.Boolean, values);

    internal static NpgsqlParameter Moment(DateTimeOffset value) => Of(NpgsqlDbType.TimestampTz, value);

    internal static NpgsqlParameter OptionalMoment(DateTimeOffset? value) => Of(NpgsqlDbType.TimestampTz, value);

    internal static NpgsqlParameter Span(TimeSpan value) => Of(NpgsqlDbType.Interval, value);

    private static NpgsqlParameter Of(NpgsqlDbType type, object? value) =>
        new() { NpgsqlDbType = type, Value = value ?? DBNull.Value };
}

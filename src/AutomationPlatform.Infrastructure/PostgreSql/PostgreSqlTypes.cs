using AutomationPlatform.Domain.Execution;
using AutomationPlatform.Infrastructure.Database;
using Npgsql;

namespace AutomationPlatform.Infrastructure.PostgreSql;

/// <summary>What every connection to PostgreSQL must know: the schema of our tables and the enumeration of statuses.</summary>
public static class PostgreSqlTypes
{
    /// <summary>The enumeration of statuses.</summary>
    public const string Status = "executionstatus";

    /// <summary>The schema that holds the tables unless the URL names one by <c>search_path</c>.</summary>
    public const string DefaultSchema = "public";

    /// <summary>What a session of claims and answers is started with.</summary>
    internal const string PlanByKey =
        "-c enable_seqscan=off -c enable_sort=off -c enable_bitmapscan=off -c jit=off -c plan_cache_mode=force_generic_plan";

    /// <summary>Spells statuses as the database does.</summary>
    internal static readonly INpgsqlNameTranslator StatusNames = new StatusNameTranslator();

    /// <summary>The schema that holds the tables: the first of the search path.</summary>
    public static string SchemaOf(DatabaseUrl url)
    {
        ArgumentNullException.ThrowIfNull(url);
        var path = new NpgsqlConnectionStringBuilder(url.ConnectionString).SearchPath;
        return path?.Split(',')[0].Trim(' ', '"') is { Length: > 0 } first ? first : DefaultSchema;
    }

    /// <summary>A pool of connections that find our tables and statuses in the schema of the URL; dispose it.</summary>
    /// <remarks>Types of other schemas are not loaded: with a schema per tenant each has a type of the same name.</remarks>
    public static NpgsqlDataSource CreateDataSource(DatabaseUrl url)
    {
        ArgumentNullException.ThrowIfNull(url);
        return Builder(url).Build();
    }

    /// <summary>A pool for claims and answers alone, whose sessions reach every row by key; dispose it.</summary>
    /// <remarks>
    /// Estimates of a queue are wrong most of the time: it is empty when it is analyzed and full when it is claimed from.
    /// Every access of these statements is by key, so plans that would scan or sort are taken off the table, and a
    /// statement is planned once a session. Nothing in them leaves anything in the session, so it is not reset either.
    /// </remarks>
    internal static NpgsqlDataSource CreateQueueSource(DatabaseUrl url)
    {
        var builder = Builder(url);
        var words = builder.ConnectionStringBuilder;
        words.Options = words.Options is { Length: > 0 } given ? $"{given} {PlanByKey}" : PlanByKey;
        words.NoResetOnClose = true;
        return builder.Build();
    }

    private static NpgsqlDataSourceBuilder Builder(DatabaseUrl url)
    {
        var schema = SchemaOf(url);
        var builder = new NpgsqlDataSourceBuilder(url.ConnectionString);
        if (string.IsNullOrEmpty(builder.ConnectionStringBuilder.SearchPath))
            builder.ConnectionStringBuilder.SearchPath = schema;
        builder.ConfigureTypeLoading(types => types.SetTypeLoadingSchemas(schema));
        builder.MapEnum<ExecutionStatus>(Status, StatusNames);
        return builder;
    }

    private sealed class StatusNameTranslator : INpgsqlNameTranslator
    {
        public string TranslateTypeName(string clrName) => Status;

        public string TranslateMemberName(string clrName) => Enum.Parse<ExecutionStatus>(clrName).Name();
    }
}

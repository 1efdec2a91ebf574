using AutomationPlatform.Domain.Execution;
using AutomationPlatform.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;
using Npgsql;

namespace AutomationPlatform.Infrastructure.PostgreSql;

/// <summary>The mapping on PostgreSQL: native types, and room in the pages of item executions for heap-only updates.</summary>
internal sealed class PostgreSqlContext(DbContextOptions<PostgreSqlContext> options)
    : PlatformContext(options, ColumnForms.PostgreSql)
{
    // Half of each page is left free, so that claim and completion find room beside the row: 83 % heap-only updates
    // against 0 % at 100, and a third less write-ahead log per item.
    private const int ItemExecutionFillFactor = 50;

    /// <summary>The options for a connection, which may be closed when only the model is wanted.</summary>
    internal static DbContextOptions<PostgreSqlContext> OptionsFor(
        NpgsqlConnection connection,
        string schema,
        bool ownsConnection = false
    )
    {
        var options = new DbContextOptionsBuilder<PostgreSqlContext>();
        options.UseNpgsql(
            connection,
            ownsConnection,
            npgsql =>
            {
                npgsql.MapEnum<ExecutionStatus>(PostgreSqlTypes.Status, nameTranslator: PostgreSqlTypes.StatusNames);
                npgsql.MigrationsHistoryTable(MigrationHistory.Table, schema);
            }
        );
        options.UseSnakeCaseNamingConvention();
        return options.Options;
    }

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        base.OnModelCreating(modelBuilder);
        modelBuilder.HasPostgresEnum(PostgreSqlTypes.Status, [.. Lifecycle.Statuses.Select(status => status.Name())]);
        modelBuilder.Entity<ItemExecution>().HasStorageParameter("fillfactor", ItemExecutionFillFactor);
    }
}

/// <summary>Makes the context for the migration tools, without a database.</summary>
internal sealed class PostgreSqlContextFactory : IDesignTimeDbContextFactory<PostgreSqlContext>
{
    public PostgreSqlContext CreateDbContext(string[] args) =>
        new(PostgreSqlContext.OptionsFor(new NpgsqlConnection(), PostgreSqlTypes.DefaultSchema));
}

using AutomationPlatform.Infrastructure.Database;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace AutomationPlatform.Infrastructure.Sqlite;

/// <summary>The mapping on SQLite: text in one form for identifiers and instants, checks in place of types.</summary>
internal sealed class SqliteContext(DbContextOptions<SqliteContext> options)
    : PlatformContext(options, ColumnForms.Sqlite)
{
    /// <summary>The options for a connection, which may be closed when only the model is wanted.</summary>
    internal static DbContextOptions<SqliteContext> OptionsFor(SqliteConnection connection, bool ownsConnection = false)
    {
        var options = new DbContextOptionsBuilder<SqliteContext>();
        options.UseSqlite(connection, ownsConnection, sqlite => sqlite.MigrationsHistoryTable(MigrationHistory.Table));
        options.UseSnakeCaseNamingConvention();
        return options.Options;
    }
}

/// <summary>Makes the context for the migration tools, without a database.</summary>
internal sealed class SqliteContextFactory : IDesignTimeDbContextFactory<SqliteContext>
{
    public SqliteContext CreateDbContext(string[] args) => new(SqliteContext.OptionsFor(new SqliteConnection()));
}

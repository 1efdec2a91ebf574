using AutomationPlatform.IntegrationTests.Conformance;
using AutomationPlatform.IntegrationTests.Databases;

namespace AutomationPlatform.IntegrationTests.Sqlite;

public sealed class SqliteSchema(SqliteTestDatabase database)
    : SchemaConformance(database),
        IClassFixture<SqliteTestDatabase>;

public sealed class SqliteUnitOfWork(SqliteTestDatabase database)
    : UnitOfWorkConformance(database),
        IClassFixture<SqliteTestDatabase>;

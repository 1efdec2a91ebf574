using AutomationPlatform.IntegrationTests.Conformance;
using AutomationPlatform.IntegrationTests.Databases;

namespace AutomationPlatform.IntegrationTests.Sqlite;

public sealed class SqliteImportStoreTests(SqliteTestDatabase database)
    : ImportConformance(database),
        IClassFixture<SqliteTestDatabase>;

public sealed class SqliteImportBatchTests(SqliteTestDatabase database)
    : ImportBatchConformance(database),
        IClassFixture<SqliteTestDatabase>;

public sealed class SqliteApplyTests(SqliteTestDatabase database)
    : ApplyConformance(database),
        IClassFixture<SqliteTestDatabase>;

public sealed class SqliteSchemaChangeTests(SqliteTestDatabase database)
    : SchemaChanging(database),
        IClassFixture<SqliteTestDatabase>;

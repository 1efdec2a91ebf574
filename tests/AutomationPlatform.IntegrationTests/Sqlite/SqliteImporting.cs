using AutomationPlatform.IntegrationTests.Conformance;
using AutomationPlatform.IntegrationTests.Databases;

namespace AutomationPlatform.IntegrationTests.Sqlite;

public sealed class SqliteImportStoreTests(SqliteTestDatabase database)
    : ImportConformance(database),
        IClassFixture<SqliteTestDatabase>;

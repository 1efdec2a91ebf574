using AutomationPlatform.IntegrationTests.Conformance;
using AutomationPlatform.IntegrationTests.Databases;

namespace AutomationPlatform.IntegrationTests.Sqlite;

public sealed class SqliteArchiving(SqliteTestDatabase database)
    : Archiving(database),
        IClassFixture<SqliteTestDatabase>;

using AutomationPlatform.IntegrationTests.Conformance;
using AutomationPlatform.IntegrationTests.Databases;

namespace AutomationPlatform.IntegrationTests.Sqlite;

public sealed class SqliteRunReading(SqliteTestDatabase database)
    : RunReading(database),
        IClassFixture<SqliteTestDatabase>;

public sealed class SqliteItemReading(SqliteTestDatabase database)
    : ItemReading(database),
        IClassFixture<SqliteTestDatabase>;

public sealed class SqliteDefinitionReading(SqliteTestDatabase database)
    : DefinitionReading(database),
        IClassFixture<SqliteTestDatabase>;

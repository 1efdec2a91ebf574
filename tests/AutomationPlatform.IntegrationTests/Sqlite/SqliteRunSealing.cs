using AutomationPlatform.IntegrationTests.Conformance;
using AutomationPlatform.IntegrationTests.Databases;
using Xunit;

namespace AutomationPlatform.IntegrationTests.Sqlite;

public sealed class SqliteRunSealing(SqliteTestDatabase database)
    : RunSealing(database),
        IClassFixture<SqliteTestDatabase>;

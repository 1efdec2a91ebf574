using AutomationPlatform.IntegrationTests.Conformance;
using AutomationPlatform.IntegrationTests.Databases;
using Xunit;

namespace AutomationPlatform.IntegrationTests.Sqlite;

public sealed class SqliteRunExporting(SqliteTestDatabase database)
    : RunExporting(database),
        IClassFixture<SqliteTestDatabase>;

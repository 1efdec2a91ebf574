using AutomationPlatform.IntegrationTests.Conformance;
using AutomationPlatform.IntegrationTests.Databases;
using Xunit;

namespace AutomationPlatform.IntegrationTests.Sqlite;

public sealed class SqliteWorkerTelling(SqliteTestDatabase database)
    : WorkerTelling(database),
        IClassFixture<SqliteTestDatabase>;

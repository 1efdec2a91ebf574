using AutomationPlatform.IntegrationTests.Conformance;
using AutomationPlatform.IntegrationTests.Databases;
using Xunit;

namespace AutomationPlatform.IntegrationTests.Sqlite;

public sealed class SqliteWorkerMeasuring(SqliteTestDatabase database)
    : WorkerMeasuring(database),
        IClassFixture<SqliteTestDatabase>;

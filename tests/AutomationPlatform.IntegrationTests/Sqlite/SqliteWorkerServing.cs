using AutomationPlatform.IntegrationTests.Conformance;
using AutomationPlatform.IntegrationTests.Databases;
using Xunit;

namespace AutomationPlatform.IntegrationTests.Sqlite;

public sealed class SqliteWorkerServing(SqliteTestDatabase database)
    : WorkerServing(database),
        IClassFixture<SqliteTestDatabase>;

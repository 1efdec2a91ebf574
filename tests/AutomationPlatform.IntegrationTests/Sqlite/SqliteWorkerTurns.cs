using AutomationPlatform.IntegrationTests.Conformance;
using AutomationPlatform.IntegrationTests.Databases;
using Xunit;

namespace AutomationPlatform.IntegrationTests.Sqlite;

public sealed class SqliteWorkerTurns(SqliteTestDatabase database)
    : WorkerTurns(database),
        IClassFixture<SqliteTestDatabase>;

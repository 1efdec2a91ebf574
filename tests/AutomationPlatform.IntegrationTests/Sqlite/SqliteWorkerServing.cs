using AutomationPlatform.IntegrationTests.Conformance;
using AutomationPlatform.IntegrationTests.Databases;
using Xunit;

namespace AutomationPlatform.IntegrationTests.Sqlite;

public sealed class SqliteWorkerServing(SqliteTestDatabase database)
    : WorkerServing(database),
        IClassFixture<SqliteTestDatabase>;

public sealed class SqliteControlledServing(SqliteTestDatabase database)
    : ControlledServing(database),
        IClassFixture<SqliteTestDatabase>;

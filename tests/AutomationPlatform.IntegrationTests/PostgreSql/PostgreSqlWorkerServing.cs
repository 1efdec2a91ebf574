using AutomationPlatform.IntegrationTests.Conformance;
using AutomationPlatform.IntegrationTests.Databases;
using Xunit;

namespace AutomationPlatform.IntegrationTests.PostgreSql;

public sealed class PostgreSqlWorkerServing(PostgreSqlTestDatabase database)
    : WorkerServing(database),
        IClassFixture<PostgreSqlTestDatabase>;

public sealed class PostgreSqlControlledServing(PostgreSqlTestDatabase database)
    : ControlledServing(database),
        IClassFixture<PostgreSqlTestDatabase>;

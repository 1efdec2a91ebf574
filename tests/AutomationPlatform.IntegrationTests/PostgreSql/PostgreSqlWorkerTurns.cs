using AutomationPlatform.IntegrationTests.Conformance;
using AutomationPlatform.IntegrationTests.Databases;
using Xunit;

namespace AutomationPlatform.IntegrationTests.PostgreSql;

public sealed class PostgreSqlWorkerTurns(PostgreSqlTestDatabase database)
    : WorkerTurns(database),
        IClassFixture<PostgreSqlTestDatabase>;

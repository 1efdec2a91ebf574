using AutomationPlatform.IntegrationTests.Conformance;
using AutomationPlatform.IntegrationTests.Databases;
using Xunit;

namespace AutomationPlatform.IntegrationTests.PostgreSql;

public sealed class PostgreSqlWorkerMeasuring(PostgreSqlTestDatabase database)
    : WorkerMeasuring(database),
        IClassFixture<PostgreSqlTestDatabase>;

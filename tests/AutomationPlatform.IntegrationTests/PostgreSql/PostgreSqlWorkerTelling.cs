using AutomationPlatform.IntegrationTests.Conformance;
using AutomationPlatform.IntegrationTests.Databases;
using Xunit;

namespace AutomationPlatform.IntegrationTests.PostgreSql;

public sealed class PostgreSqlWorkerTelling(PostgreSqlTestDatabase database)
    : WorkerTelling(database),
        IClassFixture<PostgreSqlTestDatabase>;

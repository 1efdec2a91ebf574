using AutomationPlatform.IntegrationTests.Conformance;
using AutomationPlatform.IntegrationTests.Databases;
using Xunit;

namespace AutomationPlatform.IntegrationTests.PostgreSql;

public sealed class PostgreSqlRunSealing(PostgreSqlTestDatabase database)
    : RunSealing(database),
        IClassFixture<PostgreSqlTestDatabase>;

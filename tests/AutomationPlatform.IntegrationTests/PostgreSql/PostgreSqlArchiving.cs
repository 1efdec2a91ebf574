using AutomationPlatform.IntegrationTests.Conformance;
using AutomationPlatform.IntegrationTests.Databases;

namespace AutomationPlatform.IntegrationTests.PostgreSql;

public sealed class PostgreSqlArchiving(PostgreSqlTestDatabase database)
    : Archiving(database),
        IClassFixture<PostgreSqlTestDatabase>;

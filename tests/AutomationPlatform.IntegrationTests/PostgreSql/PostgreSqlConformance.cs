using AutomationPlatform.IntegrationTests.Conformance;
using AutomationPlatform.IntegrationTests.Databases;

namespace AutomationPlatform.IntegrationTests.PostgreSql;

public sealed class PostgreSqlSchema(PostgreSqlTestDatabase database)
    : SchemaConformance(database),
        IClassFixture<PostgreSqlTestDatabase>;

using AutomationPlatform.IntegrationTests.Conformance;
using AutomationPlatform.IntegrationTests.Databases;

namespace AutomationPlatform.IntegrationTests.PostgreSql;

public sealed class PostgreSqlSchema(PostgreSqlTestDatabase database)
    : SchemaConformance(database),
        IClassFixture<PostgreSqlTestDatabase>;

public sealed class PostgreSqlUnitOfWork(PostgreSqlTestDatabase database)
    : UnitOfWorkConformance(database),
        IClassFixture<PostgreSqlTestDatabase>;

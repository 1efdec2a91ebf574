using AutomationPlatform.IntegrationTests.Conformance;
using AutomationPlatform.IntegrationTests.Databases;

namespace AutomationPlatform.IntegrationTests.PostgreSql;

public sealed class PostgreSqlDelegation(PostgreSqlTestDatabase database)
    : DelegationConformance(database),
        IClassFixture<PostgreSqlTestDatabase>;

public sealed class PostgreSqlEngineFaults(PostgreSqlTestDatabase database)
    : EngineFaultConformance(database),
        IClassFixture<PostgreSqlTestDatabase>;

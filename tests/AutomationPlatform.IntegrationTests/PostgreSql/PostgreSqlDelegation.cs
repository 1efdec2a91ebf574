using AutomationPlatform.IntegrationTests.Conformance;
using AutomationPlatform.IntegrationTests.Databases;

namespace AutomationPlatform.IntegrationTests.PostgreSql;

public sealed class PostgreSqlDelegation(PostgreSqlTestDatabase database)
    : DelegationConformance(database),
        IClassFixture<PostgreSqlTestDatabase>;

public sealed class PostgreSqlEngineFaults(PostgreSqlTestDatabase database)
    : EngineFaultConformance(database),
        IClassFixture<PostgreSqlTestDatabase>;

public sealed class PostgreSqlEngineTwins(PostgreSqlTestDatabase database)
    : EngineTwinConformance(database),
        IClassFixture<PostgreSqlTestDatabase>;

public sealed class PostgreSqlEngineClocks(PostgreSqlTestDatabase database)
    : EngineClockConformance(database),
        IClassFixture<PostgreSqlTestDatabase>;

public sealed class PostgreSqlEngineSecrets(PostgreSqlTestDatabase database)
    : EngineSecretConformance(database),
        IClassFixture<PostgreSqlTestDatabase>;

public sealed class PostgreSqlEngineArchiving(PostgreSqlTestDatabase database)
    : EngineArchivingConformance(database),
        IClassFixture<PostgreSqlTestDatabase>;

public sealed class PostgreSqlEngineOutlasting(PostgreSqlTestDatabase database)
    : EngineOutlastingConformance(database),
        IClassFixture<PostgreSqlTestDatabase>;

using AutomationPlatform.IntegrationTests.Conformance;
using AutomationPlatform.IntegrationTests.Databases;

namespace AutomationPlatform.IntegrationTests.Sqlite;

public sealed class SqliteDelegation(SqliteTestDatabase database)
    : DelegationConformance(database),
        IClassFixture<SqliteTestDatabase>;

public sealed class SqliteEngineFaults(SqliteTestDatabase database)
    : EngineFaultConformance(database),
        IClassFixture<SqliteTestDatabase>;

public sealed class SqliteEngineTwins(SqliteTestDatabase database)
    : EngineTwinConformance(database),
        IClassFixture<SqliteTestDatabase>;

public sealed class SqliteEngineClocks(SqliteTestDatabase database)
    : EngineClockConformance(database),
        IClassFixture<SqliteTestDatabase>;

public sealed class SqliteEngineSecrets(SqliteTestDatabase database)
    : EngineSecretConformance(database),
        IClassFixture<SqliteTestDatabase>;

public sealed class SqliteEngineArchiving(SqliteTestDatabase database)
    : EngineArchivingConformance(database),
        IClassFixture<SqliteTestDatabase>;

public sealed class SqliteEngineOutlasting(SqliteTestDatabase database)
    : EngineOutlastingConformance(database),
        IClassFixture<SqliteTestDatabase>;

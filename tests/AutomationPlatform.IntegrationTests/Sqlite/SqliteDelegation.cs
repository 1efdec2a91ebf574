using AutomationPlatform.IntegrationTests.Conformance;
using AutomationPlatform.IntegrationTests.Databases;

namespace AutomationPlatform.IntegrationTests.Sqlite;

public sealed class SqliteDelegation(SqliteTestDatabase database)
    : DelegationConformance(database),
        IClassFixture<SqliteTestDatabase>;

public sealed class SqliteEngineFaults(SqliteTestDatabase database)
    : EngineFaultConformance(database),
        IClassFixture<SqliteTestDatabase>;

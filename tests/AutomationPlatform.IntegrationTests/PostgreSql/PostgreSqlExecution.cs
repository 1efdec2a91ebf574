using AutomationPlatform.IntegrationTests.Conformance;
using AutomationPlatform.IntegrationTests.Databases;

namespace AutomationPlatform.IntegrationTests.PostgreSql;

public sealed class PostgreSqlExecutionClaiming(PostgreSqlTestDatabase database)
    : ExecutionClaiming(database),
        IClassFixture<PostgreSqlTestDatabase>;

public sealed class PostgreSqlExecutionAnswering(PostgreSqlTestDatabase database)
    : ExecutionAnswering(database),
        IClassFixture<PostgreSqlTestDatabase>;

public sealed class PostgreSqlExecutionRescue(PostgreSqlTestDatabase database)
    : ExecutionRescue(database),
        IClassFixture<PostgreSqlTestDatabase>;

public sealed class PostgreSqlExecutionEnding(PostgreSqlTestDatabase database)
    : ExecutionEnding(database),
        IClassFixture<PostgreSqlTestDatabase>;

public sealed class PostgreSqlExecutionCreation(PostgreSqlTestDatabase database)
    : ExecutionCreation(database),
        IClassFixture<PostgreSqlTestDatabase>;

public sealed class PostgreSqlLimitClaiming(PostgreSqlTestDatabase database)
    : LimitClaiming(database),
        IClassFixture<PostgreSqlTestDatabase>;

public sealed class PostgreSqlFailureThresholds(PostgreSqlTestDatabase database)
    : FailureThresholds(database),
        IClassFixture<PostgreSqlTestDatabase>;

public sealed class PostgreSqlExecutionSkipping(PostgreSqlTestDatabase database)
    : ExecutionSkipping(database),
        IClassFixture<PostgreSqlTestDatabase>;

public sealed class PostgreSqlExecutionRestarting(PostgreSqlTestDatabase database)
    : ExecutionRestarting(database),
        IClassFixture<PostgreSqlTestDatabase>;

public sealed class PostgreSqlRedacting(PostgreSqlTestDatabase database)
    : Redacting(database),
        IClassFixture<PostgreSqlTestDatabase>;

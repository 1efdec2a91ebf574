using AutomationPlatform.IntegrationTests.Conformance;
using AutomationPlatform.IntegrationTests.Databases;

namespace AutomationPlatform.IntegrationTests.Sqlite;

public sealed class SqliteExecutionClaiming(SqliteTestDatabase database)
    : ExecutionClaiming(database),
        IClassFixture<SqliteTestDatabase>;

public sealed class SqliteExecutionAnswering(SqliteTestDatabase database)
    : ExecutionAnswering(database),
        IClassFixture<SqliteTestDatabase>;

public sealed class SqliteExecutionRescue(SqliteTestDatabase database)
    : ExecutionRescue(database),
        IClassFixture<SqliteTestDatabase>;

public sealed class SqliteExecutionEnding(SqliteTestDatabase database)
    : ExecutionEnding(database),
        IClassFixture<SqliteTestDatabase>;

public sealed class SqliteExecutionCreation(SqliteTestDatabase database)
    : ExecutionCreation(database),
        IClassFixture<SqliteTestDatabase>;

public sealed class SqliteLimitClaiming(SqliteTestDatabase database)
    : LimitClaiming(database),
        IClassFixture<SqliteTestDatabase>;

public sealed class SqliteFailureThresholds(SqliteTestDatabase database)
    : FailureThresholds(database),
        IClassFixture<SqliteTestDatabase>;

public sealed class SqliteExecutionSkipping(SqliteTestDatabase database)
    : ExecutionSkipping(database),
        IClassFixture<SqliteTestDatabase>;

public sealed class SqliteExecutionRestarting(SqliteTestDatabase database)
    : ExecutionRestarting(database),
        IClassFixture<SqliteTestDatabase>;

public sealed class SqliteRedacting(SqliteTestDatabase database)
    : Redacting(database),
        IClassFixture<SqliteTestDatabase>;

using AutomationPlatform.IntegrationTests.Conformance;
using AutomationPlatform.IntegrationTests.Databases;

namespace AutomationPlatform.IntegrationTests.Sqlite;

public sealed class SqliteExamining(SqliteTestDatabase database)
    : Examining(database),
        IClassFixture<SqliteTestDatabase>;

public sealed class SqliteExaminingLeftovers(SqliteTestDatabase database)
    : ExaminingLeftovers(database),
        IClassFixture<SqliteTestDatabase>;

using AutomationPlatform.IntegrationTests.Conformance;
using AutomationPlatform.IntegrationTests.Databases;

namespace AutomationPlatform.IntegrationTests.PostgreSql;

public sealed class PostgreSqlExamining(PostgreSqlTestDatabase database)
    : Examining(database),
        IClassFixture<PostgreSqlTestDatabase>;

public sealed class PostgreSqlExaminingLeftovers(PostgreSqlTestDatabase database)
    : ExaminingLeftovers(database),
        IClassFixture<PostgreSqlTestDatabase>;

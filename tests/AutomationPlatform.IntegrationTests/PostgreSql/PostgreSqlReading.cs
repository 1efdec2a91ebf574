using AutomationPlatform.IntegrationTests.Conformance;
using AutomationPlatform.IntegrationTests.Databases;

namespace AutomationPlatform.IntegrationTests.PostgreSql;

public sealed class PostgreSqlRunReading(PostgreSqlTestDatabase database)
    : RunReading(database),
        IClassFixture<PostgreSqlTestDatabase>;

public sealed class PostgreSqlItemReading(PostgreSqlTestDatabase database)
    : ItemReading(database),
        IClassFixture<PostgreSqlTestDatabase>;

public sealed class PostgreSqlDefinitionReading(PostgreSqlTestDatabase database)
    : DefinitionReading(database),
        IClassFixture<PostgreSqlTestDatabase>;

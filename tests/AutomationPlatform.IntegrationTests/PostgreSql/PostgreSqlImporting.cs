using AutomationPlatform.IntegrationTests.Conformance;
using AutomationPlatform.IntegrationTests.Databases;

namespace AutomationPlatform.IntegrationTests.PostgreSql;

public sealed class PostgreSqlImportStoreTests(PostgreSqlTestDatabase database)
    : ImportConformance(database),
        IClassFixture<PostgreSqlTestDatabase>;

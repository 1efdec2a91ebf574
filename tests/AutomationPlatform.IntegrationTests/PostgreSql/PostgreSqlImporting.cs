using AutomationPlatform.IntegrationTests.Conformance;
using AutomationPlatform.IntegrationTests.Databases;

namespace AutomationPlatform.IntegrationTests.PostgreSql;

public sealed class PostgreSqlImportStoreTests(PostgreSqlTestDatabase database)
    : ImportConformance(database),
        IClassFixture<PostgreSqlTestDatabase>;

public sealed class PostgreSqlImportBatchTests(PostgreSqlTestDatabase database)
    : ImportBatchConformance(database),
        IClassFixture<PostgreSqlTestDatabase>;

public sealed class PostgreSqlApplyTests(PostgreSqlTestDatabase database)
    : ApplyConformance(database),
        IClassFixture<PostgreSqlTestDatabase>;

public sealed class PostgreSqlSchemaChangeTests(PostgreSqlTestDatabase database)
    : SchemaChanging(database),
        IClassFixture<PostgreSqlTestDatabase>;

using AutomationPlatform.IntegrationTests.Conformance;
using AutomationPlatform.IntegrationTests.Databases;
using Xunit;

namespace AutomationPlatform.IntegrationTests.PostgreSql;

public sealed class PostgreSqlRunExporting(PostgreSqlTestDatabase database)
    : RunExporting(database),
        IClassFixture<PostgreSqlTestDatabase>;

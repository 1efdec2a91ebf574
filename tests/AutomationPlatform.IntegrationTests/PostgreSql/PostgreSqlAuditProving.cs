using AutomationPlatform.IntegrationTests.Conformance;
using AutomationPlatform.IntegrationTests.Databases;
using Xunit;

namespace AutomationPlatform.IntegrationTests.PostgreSql;

public sealed class PostgreSqlAuditProving(PostgreSqlTestDatabase database)
    : AuditProving(database),
        IClassFixture<PostgreSqlTestDatabase>;

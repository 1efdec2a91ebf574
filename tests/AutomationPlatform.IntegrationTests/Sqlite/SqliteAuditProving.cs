using AutomationPlatform.IntegrationTests.Conformance;
using AutomationPlatform.IntegrationTests.Databases;
using Xunit;

namespace AutomationPlatform.IntegrationTests.Sqlite;

public sealed class SqliteAuditProving(SqliteTestDatabase database)
    : AuditProving(database),
        IClassFixture<SqliteTestDatabase>;

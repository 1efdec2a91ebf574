using AutomationPlatform.IntegrationTests.Conformance;
using AutomationPlatform.IntegrationTests.Databases;
using Xunit;

namespace AutomationPlatform.IntegrationTests.Sqlite;

public sealed class SqliteOutboxWriting(SqliteTestDatabase database)
    : OutboxWriting(database),
        IClassFixture<SqliteTestDatabase>;

public sealed class SqliteOutboxRelaying(SqliteTestDatabase database)
    : OutboxRelaying(database),
        IClassFixture<SqliteTestDatabase>;

public sealed class SqliteWebhookSending(SqliteTestDatabase database)
    : WebhookSending(database),
        IClassFixture<SqliteTestDatabase>;

using AutomationPlatform.IntegrationTests.Conformance;
using AutomationPlatform.IntegrationTests.Databases;
using Xunit;

namespace AutomationPlatform.IntegrationTests.PostgreSql;

public sealed class PostgreSqlOutboxWriting(PostgreSqlTestDatabase database)
    : OutboxWriting(database),
        IClassFixture<PostgreSqlTestDatabase>;

public sealed class PostgreSqlOutboxRelaying(PostgreSqlTestDatabase database)
    : OutboxRelaying(database),
        IClassFixture<PostgreSqlTestDatabase>;

public sealed class PostgreSqlWebhookSending(PostgreSqlTestDatabase database)
    : WebhookSending(database),
        IClassFixture<PostgreSqlTestDatabase>;

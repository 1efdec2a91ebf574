using AutomationPlatform.IntegrationTests.Conformance;
using AutomationPlatform.IntegrationTests.Databases;

namespace AutomationPlatform.IntegrationTests.PostgreSql;

public sealed class PostgreSqlSealChains : SealChains<PostgreSqlTestDatabase>;

using AutomationPlatform.Cli.Console;
using AutomationPlatform.Engines;
using AutomationPlatform.Infrastructure;
using AutomationPlatform.Infrastructure.Database;
using Microsoft.Extensions.DependencyInjection;

namespace AutomationPlatform.Cli;

/// <summary>Where the parts of the platform are put together, in one screen.</summary>
internal static class Composition
{
    private const string DatabaseVariable = "DATABASE_URL";

    /// <summary>Names where the key is that signs seals: <c>env:VARIABLE</c> or <c>file:PATH</c>.</summary>
    internal const string AuditKeyVariable = "APC_AUDIT_KEY";

    internal static Platform Open(string? databaseUrl, Terminal terminal)
    {
        var url = databaseUrl ?? OfEnvironment(DatabaseVariable) ?? DatabaseUrl.Default;
        var services = new ServiceCollection();
        services.AddSingleton(terminal.Clock);
        services.AddLogging(logging => ScreenLogging.Add(logging, terminal));
        services.AddAutomationPlatform(options =>
        {
            options.Database = url;
            options.AuditKey = OfEnvironment(AuditKeyVariable);
        });
        services.AddExternalEngines();
        return new Platform(services.BuildServiceProvider(), Actor());
    }

    private static string Actor() => OfEnvironment("APC_ACTOR") ?? $"{Environment.UserName}@{Environment.MachineName}";

    internal static string? OfEnvironment(string name) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}

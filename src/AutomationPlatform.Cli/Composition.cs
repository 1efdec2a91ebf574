using AutomationPlatform.Application.Definition;
using AutomationPlatform.Cli.Console;
using AutomationPlatform.Infrastructure;
using AutomationPlatform.Infrastructure.Database;
using AutomationPlatform.Infrastructure.Definition;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace AutomationPlatform.Cli;

/// <summary>Where the parts of the platform are put together, in one screen.</summary>
internal static class Composition
{
    private const string DatabaseVariable = "DATABASE_URL";

    internal static Platform Open(string? databaseUrl, Terminal terminal)
    {
        var url = databaseUrl ?? OfEnvironment(DatabaseVariable) ?? DatabaseUrl.Default;
        var services = new ServiceCollection();
        services.AddSingleton(terminal.Clock);
        services.AddLogging(logging => ScreenLogging.Add(logging, terminal));
        services.AddAutomationPlatform(options => options.Database = url);
        services.TryAddSingleton<IInputFiles, InputFiles>();
        services.TryAddSingleton<BatchReuse>();
        services.TryAddSingleton<ImportBatch>();
        services.TryAddSingleton<ValidateDefinition>();
        return new Platform(services.BuildServiceProvider(), Actor());
    }

    private static string Actor() => OfEnvironment("APC_ACTOR") ?? $"{Environment.UserName}@{Environment.MachineName}";

    private static string? OfEnvironment(string name) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}

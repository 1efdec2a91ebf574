using AutomationPlatform.Cli.Console;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace AutomationPlatform.Cli;

/// <summary>Where the parts of the platform are put together, in one screen.</summary>
internal static class Composition
{
    internal static Platform Open(string? databaseUrl, Terminal terminal)
    {
        var services = new ServiceCollection();
        services.AddSingleton(terminal.Clock);
        services.AddLogging(logging => ScreenLogging.Add(logging, terminal));
        return new Platform(services.BuildServiceProvider(), Actor());
    }

    private static string Actor() =>
        Environment.GetEnvironmentVariable("APC_ACTOR") is { Length: > 0 } actor
            ? actor
            : $"{Environment.UserName}@{Environment.MachineName}";
}

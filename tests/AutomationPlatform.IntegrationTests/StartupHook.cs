using AutomationPlatform.IntegrationTests.Handlers;

// The runtime looks for a class of this name without a namespace, and calls it before Main in the processes that name
// this assembly in DOTNET_STARTUP_HOOKS.
#pragma warning disable CA1050, MA0047, RCS1110
internal static class StartupHook
#pragma warning restore CA1050, MA0047, RCS1110
{
    public static void Initialize() => KilledWorkerTests.RunAsync().GetAwaiter().GetResult();
}

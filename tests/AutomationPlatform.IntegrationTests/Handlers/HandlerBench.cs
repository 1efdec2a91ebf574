using System.Diagnostics;
using AutomationPlatform.Application.Execution;
using AutomationPlatform.Domain;
using AutomationPlatform.Domain.Definition;
using AutomationPlatform.Domain.Execution;
using AutomationPlatform.Infrastructure.Execution;
using AutomationPlatform.Infrastructure.Execution.Handlers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace AutomationPlatform.IntegrationTests.Handlers;

/// <summary>A directory of a definition of its own, and the runners as a worker gets them.</summary>
internal sealed class HandlerBench : IDisposable
{
    internal const string Automation = "Customer import";

    /// <summary>Long enough for anything that happens at all; a test that meets it has failed.</summary>
    internal static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly ServiceProvider services;

    internal HandlerBench(HandlerPermissions? permissions = null, Action<IServiceCollection>? configure = null)
    {
        var collection = new ServiceCollection().AddLogging(logging => logging.AddProvider(Log));
        configure?.Invoke(collection);
        services = collection.AddItemRunners(permissions).BuildServiceProvider();
        Settings = AutomationSettings.Default with { Directory = Directory.FullName };
    }

    /// <summary>What was logged.</summary>
    internal LogBook Log { get; } = new();

    internal DirectoryInfo Directory { get; } = System.IO.Directory.CreateTempSubdirectory("apc-handlers-");

    internal AutomationSettings Settings { get; set; }

    internal IItemRunnerFactory Factory => services.GetRequiredService<IItemRunnerFactory>();

    internal string? WhyNot(HandlerDefinition? handler) =>
        Factory.WhyNot(Automation, Settings with { Handler = handler });

    internal IItemRunner Open(HandlerDefinition handler, TimeSpan? grace = null) =>
        Factory.Open(Automation, Settings with { Handler = handler }, new RunnerOptions(8, grace ?? Patience));

    /// <summary>A command that runs a script of sh.</summary>
    internal static CommandHandlerDefinition Shell(string script) => new(["sh", "-c", script]);

    /// <summary>Does one attempt with a handler of this kind.</summary>
    internal async Task<ItemOutcome> RunAsync(HandlerDefinition handler, ItemEnvelope? envelope = null)
    {
        await using var runner = Open(handler);
        return await runner.RunAsync(envelope ?? Envelope(), Token).AsTask().WaitAsync(Patience, Token);
    }

    internal static CancellationToken Token => TestContext.Current.CancellationToken;

    internal static ItemEnvelope Envelope(string? payload = "{\"name\":\"Zoë\"}", int attempt = 1, Guid? id = null)
    {
        var started = new DateTimeOffset(2026, 1, 31, 8, 15, 30, TimeSpan.Zero);
        var item = new ClaimedItem(
            ItemExecutionId.From(Guid.Parse("019c0000-0000-7000-8000-000000000001")),
            Version: 2,
            ItemId.From(Guid.Parse("019c0000-0000-7000-8000-000000000002")),
            BatchExecutionId.From(Guid.Parse("019c0000-0000-7000-8000-000000000003")),
            Position: 7,
            SequenceNumber: 7,
            Reference: null,
            payload,
            attempt,
            LostCount: 0,
            ReleasedCount: 0,
            MaxAttempts: 3,
            started,
            started
        );
        return new ItemEnvelope(
            id ?? Guid.Parse("019c0000-0000-7000-8000-000000000004"),
            item,
            RunId.From(Guid.Parse("019c0000-0000-7000-8000-000000000005")),
            Automation,
            new EnvelopeBatch("Q1-2024", "{\"quarter\":1}"),
            started.AddSeconds(30),
            "key-7"
        );
    }

    /// <summary>Makes a named pipe. Reading it ends when every process that holds it has ended: no polling, no process ids.</summary>
    internal Task<string> Listen(string name)
    {
        var path = Path.Combine(Directory.FullName, name);
        using (var mkfifo = Process.Start("mkfifo", path))
            mkfifo.WaitForExit();
        return Task.Run(() => File.ReadAllTextAsync(path, Token), Token).WaitAsync(Patience, Token);
    }

    /// <summary>Writes a file into the directory and returns its path.</summary>
    internal string Write(string name, string content)
    {
        var path = Path.Combine(Directory.FullName, name);
        File.WriteAllText(path, content);
        return path;
    }

    public void Dispose()
    {
        services.Dispose();
        Directory.Delete(recursive: true);
    }
}

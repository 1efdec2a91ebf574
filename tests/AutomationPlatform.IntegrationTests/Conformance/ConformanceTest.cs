using AutomationPlatform.IntegrationTests.Databases;

namespace AutomationPlatform.IntegrationTests.Conformance;

/// <summary>A class of tests that every database must pass. Each is derived once per database.</summary>
public abstract class ConformanceTest(TestDatabase database) : IAsyncLifetime
{
    protected TestDatabase Database { get; } = database;

    public ValueTask InitializeAsync()
    {
        Database.RequireAvailable();
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }
}

using AutomationPlatform.Application;
using AutomationPlatform.Application.Execution;
using AutomationPlatform.Application.Privacy;
using AutomationPlatform.Domain.Execution;
using AutomationPlatform.Infrastructure.Database;
using AutomationPlatform.Infrastructure.Definition;

namespace AutomationPlatform.Infrastructure.Execution;

/// <summary>Reads what a run was started with, by plain SQL. Thread-safe.</summary>
internal sealed class RunContextReader(IReadConnections connections) : IRunContextReader
{
    private const string DefinitionOfRun = """
        SELECT r.max_attempts, d.content
        FROM run r
        JOIN definition_version d ON d.automation_id = r.automation_id AND d.number = r.definition_number
        WHERE r.id = @run
        """;

    private const string BatchesOfRun = """
        SELECT e.id, b.name, b.payload
        FROM batch_execution e
        JOIN batch b ON b.id = e.batch_id
        WHERE e.run_id = @run
        """;

    public async Task<RunContext> GetAsync(RunId run, CancellationToken cancellationToken)
    {
        await using var session = await ReadSession.OpenAsync(connections, cancellationToken);
        var batches = await session.ListAsync(
            BatchesOfRun,
            row => (Id: new BatchExecutionId(row.Id()), Batch: new EnvelopeBatch(row.Text(), row.OptionalText())),
            cancellationToken,
            ("run", run.Value)
        );
        var found = await session.ListAsync(
            DefinitionOfRun,
            row =>
            {
                var maxAttempts = row.OptionalInt();
                var definition = DefinitionJson.ReadContent(row.Text());
                return new RunContext(
                    definition.Settings,
                    maxAttempts,
                    Batches: batches.ToDictionary(b => b.Id, b => b.Batch)
                )
                {
                    Mask = new PayloadMask([definition]),
                };
            },
            cancellationToken,
            ("run", run.Value)
        );
        return found.SingleOrDefault()
            ?? throw new NotFoundException($"run {run} or its definition version was not found; see: apc runs list");
    }
}

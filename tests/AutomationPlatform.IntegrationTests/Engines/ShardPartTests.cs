using System.Text.Json.Nodes;
using AutomationPlatform.Application.Definition;
using AutomationPlatform.Application.Execution;
using AutomationPlatform.Application.Orchestration;
using AutomationPlatform.Domain.Definition;
using AutomationPlatform.Domain.Execution;
using AutomationPlatform.Domain.Orchestration;
using AutomationPlatform.Engines;
using AutomationPlatform.IntegrationTests.Databases;
using AutomationPlatform.IntegrationTests.Handlers;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace AutomationPlatform.IntegrationTests.Engines;

/// <summary>Slurm forgets the tasks of an array one by one, some minutes after the end of each.</summary>
public sealed class ShardPartTests(PostgreSqlTestDatabase database)
    : IClassFixture<PostgreSqlTestDatabase>,
        IAsyncLifetime
{
    private static readonly CancellationToken Token = CancellationToken.None;

    private readonly string tokenFile = Path.GetTempFileName();
    private readonly List<(int Task, string State)> tasks = [];
    private HttpService http = null!;
    private IServiceProvider services = null!;
    private string mark = "";
    private RunId run;

    public async ValueTask InitializeAsync()
    {
        await File.WriteAllTextAsync(tokenFile, "a.b.c");
        http = await HttpService.StartAsync();
        http.Answer = AnswerAsync;
        services = database.NewServices(collection => collection.AddExternalEngines());
        run = await StartAsync();
        tasks.AddRange([(0, "RUNNING"), (1, "RUNNING")]);
        await LookAfterAsync(TimeSpan.Zero);
    }

    public async ValueTask DisposeAsync()
    {
        await http.DisposeAsync();
        File.Delete(tokenFile);
    }

    [Fact]
    public async Task A_task_that_is_forgotten_after_its_end_was_seen_stays_ended_and_the_last_ends_the_submission()
    {
        tasks[0] = (0, "COMPLETED");
        await LookAfterAsync(TimeSpan.FromMinutes(1));
        tasks.RemoveAt(0);
        await LookAfterAsync(TimeSpan.FromMinutes(10));
        Assert.Equal([ExecutionStatus.Completed, ExecutionStatus.Processing], await StatusesAsync());

        tasks[0] = (1, "COMPLETED");
        await LookAfterAsync(TimeSpan.FromMinutes(1));

        Assert.Equal([ExecutionStatus.Completed, ExecutionStatus.Completed], await StatusesAsync());
        Assert.Equal(SubmissionState.Ended, Assert.Single(await Store.ListByRunAsync(run, Token)).State);
    }

    [Fact]
    public async Task A_task_that_is_forgotten_before_its_end_was_seen_is_lost_by_itself_and_after_an_hour_failed()
    {
        tasks.RemoveAt(0);
        await LookAfterAsync(TimeSpan.FromMinutes(1));
        var lost = (await Store.ListInstancesAsync(run, Token))[0];
        Assert.Equal((Observation.Lost, ExecutionStatus.Processing), (lost.Observation, lost.Status));
        Assert.Contains("not of its part 17_0", lost.Metadata.Trouble!.Answer, StringComparison.Ordinal);
        Assert.Equal(Observation.Ok, (await Store.ListInstancesAsync(run, Token))[1].Observation);

        await LookAfterAsync(EngineDefaults.LostLimit);

        Assert.Equal([ExecutionStatus.Failed, ExecutionStatus.Processing], await StatusesAsync());
    }

    private ISubmissionStore Store => services.GetRequiredService<ISubmissionStore>();

    private async Task<IReadOnlyList<ExecutionStatus>> StatusesAsync() =>
        [.. (await Store.ListInstancesAsync(run, Token)).Select(instance => instance.Status)];

    private Task<int> LookAfterAsync(TimeSpan time)
    {
        database.Clock.Advance(time);
        return services
            .GetRequiredService<EngineReconciler>()
            .LookAsync(new ReconcileScope { Run = run, Now = true }, Token);
    }

    private async Task<RunId> StartAsync()
    {
        var settings = new Dictionary<string, string>
        {
            ["user"] = "apc",
            ["directory"] = "/shared",
            ["program"] = "/opt/apc",
            ["databaseUrlFile"] = "/etc/apc/database.url",
        };
        var engine = await services
            .GetRequiredService<ConnectEngine>()
            .AddAsync(
                new EngineDescription(Story.Name("lab"), "slurm", http.Url, $"file:{tokenFile}", settings),
                "tester",
                Token
            );
        await using var rows = await StoredRows.OpenAsync(database);
        var work = new StoredWork(rows);
        var automation = await work.AutomationAsync(
            Story.Name("automation"),
            settings: new AutomationSettings { Handler = new BuiltinHandlerDefinition("noop") }
        );
        var batch = new BatchId((await work.BatchAsync(automation, "B", 2)).Id);
        var details = await services
            .GetRequiredService<IDefinitionReader>()
            .GetAutomationAsync(automation.ToString(), includeInactive: false, Token);
        return await services
            .GetRequiredService<StartShards>()
            .ExecuteAsync(new StartRunRequest(details, [batch], "tester"), engine.Name, shards: 2, Token);
    }

    private async Task AnswerAsync(HttpContext context)
    {
        if (context.Request.Path.Value!.EndsWith("/submit", StringComparison.Ordinal))
        {
            var body = await JsonNode.ParseAsync(context.Request.Body);
            mark = (string)body!["job"]!["comment"]!;
            await context.Response.WriteAsync("""{"job_id":17,"errors":[]}""");
            return;
        }
        var jobs = tasks.Select(each => new
        {
            job_id = 17 + each.Task,
            array_job_id = 17,
            array_task_id = each.Task,
            array_task_string = "",
            comment = mark,
            job_state = each.State,
        });
        await context.Response.WriteAsJsonAsync(
            new
            {
                jobs,
                pings = Array.Empty<string>(),
                nodes = Array.Empty<string>(),
                errors = Array.Empty<string>(),
            }
        );
    }
}

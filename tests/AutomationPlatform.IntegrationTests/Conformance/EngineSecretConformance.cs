using System.Net;
using AutomationPlatform.Application.Orchestration;
using AutomationPlatform.Infrastructure.Database;
using AutomationPlatform.IntegrationTests.Databases;
using AutomationPlatform.IntegrationTests.Engines;
using AutomationPlatform.IntegrationTests.Handlers;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace AutomationPlatform.IntegrationTests.Conformance;

/// <summary>Whatever goes wrong, a credential gets into no table, no log and no error.</summary>
public abstract class EngineSecretConformance(TestDatabase database) : ConformanceTest(database)
{
    private const string Secret = "hunter2-hunter2";

    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    // Each repeats what it was shown, as services do that want to be helpful.
    private static readonly Func<HttpContext, Task<bool>>[] Faults =
    [
        context => AnswerAsync(context, HttpStatusCode.Unauthorized),
        context => AnswerAsync(context, HttpStatusCode.Forbidden),
        context => AnswerAsync(context, HttpStatusCode.NotFound),
        context => AnswerAsync(context, HttpStatusCode.UnprocessableEntity),
        context => AnswerAsync(context, HttpStatusCode.TooManyRequests),
        context => AnswerAsync(context, HttpStatusCode.InternalServerError),
        context => AnswerAsync(context, HttpStatusCode.OK),
        context =>
        {
            context.Response.Headers.Location = $"https://elsewhere.example/?token={Secret}";
            return AnswerAsync(context, HttpStatusCode.Redirect);
        },
        context =>
        {
            context.Abort();
            return Task.FromResult(true);
        },
    ];

    [Fact]
    public async Task A_credential_stays_where_it_is_through_every_fault()
    {
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, $"Bearer {Secret}");
        var lines = new LogBook();
        foreach (var fault in Faults)
        {
            await using var stage = await DelegationStage.SetAsync(Database, credential: $"file:{file}");
            var process = stage.NewProcess(services =>
                services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(lines))
            );
            stage.Service.Before = fault;
            await stage.LookAsync(process);
            stage.Service.Recover();
            await stage.LookAfterAsync(Minute, process);
            await stage.LookAfterAsync(Minute, process);
            stage.Service.Before = fault;
            await stage.LookAfterAsync(Minute, process);
            Assert.Contains($"Bearer {Secret}", stage.Service.Credentials);
            if (await Record.ExceptionAsync(() => TestAsync(stage)) is { } error)
                Assert.DoesNotContain(Secret, $"{error}", StringComparison.Ordinal);
        }

        Assert.NotEmpty(lines.Lines);
        Assert.All(
            lines.Lines.Concat(lines.Errors),
            line => Assert.DoesNotContain(Secret, line, StringComparison.Ordinal)
        );
        Assert.All(await ListStoredAsync(), text => Assert.DoesNotContain(Secret, text, StringComparison.Ordinal));
        File.Delete(file);
    }

    private static Task<string> TestAsync(DelegationStage stage) =>
        stage.Get<ConnectEngine>().TestAsync(stage.Engine.Name, CancellationToken.None);

    private static async Task<bool> AnswerAsync(HttpContext context, HttpStatusCode status)
    {
        context.Response.StatusCode = (int)status;
        var shown = context.Request.Headers.Authorization;
        await context.Response.WriteAsJsonAsync(
            new
            {
                id = "job-x",
                status = "failed",
                message = $"you have shown {shown}",
                shown,
            }
        );
        return true;
    }

    // Every row of every table, as text.
    private async Task<List<string>> ListStoredAsync()
    {
        var isPostgreSql = Database.Kind == DatabaseKind.PostgreSql;
        var tables = await ListAsync(
            isPostgreSql
                ? "SELECT table_name FROM information_schema.tables WHERE table_schema = current_schema()"
                : "SELECT name FROM sqlite_master WHERE type = 'table'"
        );
        Assert.Contains("submission", tables);
        var rows = new List<string>();
        foreach (var table in tables)
            rows.AddRange(await ListAsync($"SELECT {(isPostgreSql ? "CAST(t AS text)" : "*")} FROM \"{table}\" t"));
        Assert.Contains(rows, row => row.Contains("you have shown", StringComparison.Ordinal));
        return rows;
    }

    private async Task<List<string>> ListAsync(string sql)
    {
        await using var connection = await Database.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<string>();
        while (await reader.ReadAsync())
            rows.Add(string.Join('|', Enumerable.Range(0, reader.FieldCount).Select(reader.GetValue)));
        return rows;
    }
}

using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using AutomationPlatform.Application.Orchestration;
using AutomationPlatform.IntegrationTests.Handlers;
using Microsoft.AspNetCore.Http;

namespace AutomationPlatform.IntegrationTests.Engines.Transport;

/// <summary>What an engine was shown and repeats is cut out, in whatever form it repeats it.</summary>
public sealed class RepeatedSecretTests : IAsyncLifetime
{
    private const string ByBasic = "Basic YWRhOnN3b3JkZmlzaA==";
    private const string ByPassword = "ada:sw\"rd/fi\\sh+ö";

    private static readonly CancellationToken Token = CancellationToken.None;

    // As they stand in the documents of engines in several languages.
    private static readonly Func<string, string>[] Forms =
    [
        secret => secret,
        secret => JsonSerializer.Serialize(secret).Trim('"'),
        secret => JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(secret),
        secret => JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(secret).Replace("/", "\\/"),
        secret => string.Concat(secret.Select(character => $"\\u{(int)character:x4}")),
        secret => string.Concat(secret.Select(character => $"\\u{(int)character:X4}")),
    ];

    private readonly string credentialFile = Path.GetTempFileName();
    private HttpService service = null!;

    public async ValueTask InitializeAsync() => service = await HttpService.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await service.DisposeAsync();
        File.Delete(credentialFile);
    }

    [Theory]
    [InlineData("webhook", "Bearer swordfish", "swordfish")]
    [InlineData("webhook", "Bearer swordfish", "Bearer swordfish")]
    [InlineData("webhook", ByBasic, "YWRhOnN3b3JkZmlzaA==")]
    [InlineData("webhook", ByBasic, "swordfish")]
    [InlineData("webhook", "ada:sword/\\\\fish", "sword/\\\\fish")]
    [InlineData("slurm", "eyJ.sword-fish", "eyJ.sword-fish")]
    [InlineData("argo", "sword+fish/=", "sword+fish/=")]
    [InlineData("argo", "Bearer sword+fish", "sword+fish")]
    [InlineData("jenkins", ByPassword, "sw\"rd/fi\\sh+ö")]
    [InlineData("jenkins", ByPassword, ByPassword)]
    [InlineData("jenkins", "ada:swordfish", "YWRhOnN3b3JkZmlzaA==")]
    [InlineData("airflow", "eyJ.sword-fish", "eyJ.sword-fish")]
    [InlineData("airflow", ByPassword, "sw\"rd/fi\\sh+ö")]
    public async Task What_a_request_has_shown_is_in_no_error(string type, string credential, string secret)
    {
        foreach (var form in Forms)
        {
            Refuse($"said: {form(secret)} end, not the same: {form(secret[..^1])}! \\ \\u00");
            var told = await RefusalAsync(type, credential);
            Assert.Contains("said: … end, not the same: ", told.Answer, StringComparison.Ordinal);
            Assert.DoesNotContain(form(secret), told.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("webhook", "Bearer mouse", "said: mouse end")]
    [InlineData("jenkins", "ada:mouse", "said: mouse end")]
    public async Task What_is_shorter_than_six_characters_stands_in_words_that_mean_something_else(
        string type,
        string credential,
        string said
    )
    {
        Refuse(said);
        Assert.Contains(said, (await RefusalAsync(type, credential)).Answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_that_was_given_for_a_password_is_in_no_error()
    {
        service.Answer = async context =>
        {
            var isLogin = context.Request.Path.Value == "/auth/token";
            context.Response.StatusCode = isLogin ? 201 : 422;
            await context.Response.WriteAsync(
                isLogin ? """{"access_token":"given-token"}""" : "said: given-token and swordfish"
            );
        };
        var told = await RefusalAsync("airflow", "ada:swordfish");
        Assert.Contains("said: … and …", told.Answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_crumb_and_its_session_are_in_no_error()
    {
        service.Answer = async context =>
        {
            var request = context.Request;
            if (request.Path.Value == "/crumbIssuer/api/json")
            {
                context.Response.Headers.SetCookie = new(["BALANCER=two; path=/", "JSESSIONID=node0abc; HttpOnly"]);
                await context.Response.WriteAsync("""{"crumb":"the-crumb","crumbRequestField":"Jenkins-Crumb"}""");
            }
            else if (request.Method == "GET")
                await context.Response.WriteAsync(
                    """{"property":[{"parameterDefinitions":[{"name":"APC_SUBMISSION"}]}]}"""
                );
            else
            {
                var hasCrumb = request.Headers.ContainsKey("Jenkins-Crumb");
                context.Response.StatusCode = hasCrumb ? 400 : 403;
                await context.Response.WriteAsync(
                    hasCrumb ? "said: the-crumb and node0abc" : "No valid crumb was included in the request"
                );
            }
        };
        await File.WriteAllTextAsync(credentialFile, "ada:swordfish");
        var client = Open("jenkins");
        var told = await Assert.ThrowsAsync<EngineException>(() => client.SubmitAsync(Order, Token));
        Assert.Contains("said: … and …", told.Answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_that_is_no_http_and_repeats_a_secret_is_told_without_it()
    {
        await using var server = RawServer.Saying("you said swordfish\r\n\r\n");
        await File.WriteAllTextAsync(credentialFile, "Bearer swordfish");
        var client = Open("webhook", server.Url);
        var told = await Assert.ThrowsAsync<EngineException>(() => client.SubmitAsync(Order, Token));
        Assert.Contains("you said …", told.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("swordfish", $"{told}", StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/logs/{id}")]
    [InlineData("/logs/{id}?from={offset}")]
    public async Task A_log_that_repeats_a_secret_is_read_without_it_and_to_its_end(string logUrl)
    {
        // The secret begins in one piece and ends in the next.
        var before = new string('a', JobLogPiece.Limit - 4);
        var log = Encoding.UTF8.GetBytes($"{before}swordfish**\nzwölf sword\\u0066ish\n");
        service.Answer = context =>
        {
            var from = int.TryParse(context.Request.Query["from"], out var offset) ? offset : 0;
            return context.Response.Body.WriteAsync(log.AsMemory(from)).AsTask();
        };
        await File.WriteAllTextAsync(credentialFile, "Bearer swordfish");
        var client = Open("webhook", service.Url, ("logUrl", logUrl));

        var first = await client.ReadLogAsync(TestedClient.Job("1"), part: 0, offset: 0, Token);
        var rest = await client.ReadLogAsync(TestedClient.Job("1"), part: 0, first.Next, Token);

        Assert.Equal(before, first.Text);
        Assert.Equal(("***********\nzwölf **************\n", log.Length), (rest.Text, rest.Next));
    }

    private static EngineOrder Order => TestedClient.Whole("""{"job":"nightly","dag":"nightly"}""");

    private async Task<EngineException> RefusalAsync(string type, string credential)
    {
        await File.WriteAllTextAsync(credentialFile, credential);
        var client = Open(type);
        return await Assert.ThrowsAsync<EngineException>(() => client.FindAsync(Order, Token));
    }

    private void Refuse(string words) =>
        service.Answer = context =>
        {
            context.Response.StatusCode = 422;
            return context.Response.WriteAsync(words);
        };

    private IEngineClient Open(string type, Uri? url = null, params (string Name, string Value)[] settings)
    {
        (string Name, string Value)[] needed = type switch
        {
            "slurm" => [("user", "apc"), ("directory", "/shared")],
            "argo" => [("namespace", "flows")],
            "webhook" => [("statusUrl", "/jobs/{id}"), ("findUrl", "/find/{submission}")],
            _ => [],
        };
        return TestedClient.Open(type, url ?? service.Url, credentialFile, [.. needed, .. settings]);
    }
}

using System.Text;
using AutomationPlatform.Application.Execution;

namespace AutomationPlatform.IntegrationTests.Handlers;

public sealed class CommandTests : IDisposable
{
    private readonly HandlerBench bench = new();

    public void Dispose() => bench.Dispose();

    [Fact]
    public async Task The_envelope_arrives_on_one_line_with_payloads_as_they_are()
    {
        var outcome = await ShellAsync("cat", HandlerBench.Envelope("{\"n\":1.10,\n \"ü\":\"<é>\"}"));

        Assert.Equal(
            """
            {"id":"019c0000-0000-7000-8000-000000000004","itemExecutionId":"019c0000-0000-7000-8000-000000000001","runId":"019c0000-0000-7000-8000-000000000005","automation":"Customer import","batch":{"name":"Q1-2024","payload":{"quarter":1}},"itemId":"019c0000-0000-7000-8000-000000000002","sequenceNumber":7,"reference":null,"attempt":1,"deadline":"2026-01-31T08:16:00.000000Z","idempotencyKey":"key-7","payload":{"n":1.10,  "ü":"<é>"}}
            """,
            Assert.IsType<ItemSucceeded>(outcome).Result!.Text
        );
    }

    [Fact]
    public async Task A_command_that_prints_nothing_succeeds_without_a_result()
    {
        Assert.Null(Assert.IsType<ItemSucceeded>(await ShellAsync("cat >/dev/null; echo")).Result);
    }

    [Theory]
    [InlineData("exit 1", "exit:1", FailureKind.Technical)]
    [InlineData("exit 64", "exit:64", FailureKind.Technical)]
    [InlineData("exit 65", "exit:65", FailureKind.Business)]
    [InlineData("exit 75", "exit:75", FailureKind.Technical)]
    [InlineData("exit 137", "exit:137", FailureKind.Technical)]
    [InlineData("kill -KILL $$", "signal:9", FailureKind.Technical)]
    [InlineData("kill -SEGV $$", "signal:11", FailureKind.Technical)]
    [InlineData("echo oops", "not-json", FailureKind.Technical)]
    [InlineData("printf '\"\\377\"'", "not-json", FailureKind.Technical)]
    [InlineData("printf '{\"a\":\"\\\\u0000\"}'", "bad-result", FailureKind.Business)]
    [InlineData(
        "printf '[\"'; head -c 1048576 /dev/zero | tr '\\0' x; printf '\"]'",
        "too-large",
        FailureKind.Business
    )]
    [InlineData("head -c 100000000 /dev/zero", "too-large", FailureKind.Business)]
    [InlineData("yes | head -c 1000000000", "too-large", FailureKind.Business)]
    public async Task Every_bad_end_has_its_code_and_kind(string script, string code, FailureKind kind)
    {
        var failed = Assert.IsType<ItemFailed>(await ShellAsync(script));

        Assert.Equal((code, kind), (failed.Code, failed.Kind));
    }

    [Theory]
    [InlineData(65, FailureKind.Business)]
    [InlineData(75, FailureKind.Technical)]
    public async Task Exits_65_and_75_may_say_code_message_and_delay(int exit, FailureKind kind)
    {
        var outcome = await ShellAsync(
            $$"""echo '{"code":"busy","message":"Come back.","retryAfter":"200ms"}'; exit {{exit}}"""
        );

        Assert.Equal(new ItemFailed("busy", "Come back.", kind, TimeSpan.FromMilliseconds(200)), outcome);
    }

    [Fact]
    public async Task A_delay_that_is_none_is_named_in_the_message_and_ignored()
    {
        var failed = Assert.IsType<ItemFailed>(
            await ShellAsync("""echo '{"message":"Busy.","retryAfter":"soon"}'; exit 75""")
        );

        Assert.Null(failed.RetryAfter);
        Assert.Equal("exit:75", failed.Code);
        Assert.Contains("soon", failed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refusal_in_plain_text_keeps_its_text()
    {
        var failed = Assert.IsType<ItemFailed>(await ShellAsync("echo no such country; exit 65"));

        Assert.Contains("no such country", failed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_end_of_standard_error_is_kept_and_joins_the_message_of_a_failure()
    {
        var failed = Assert.IsType<ItemFailed>(
            await ShellAsync("head -c 10000000 /dev/zero | tr '\\0' x >&2; printf 'a\\0last words' >&2; exit 3")
        );

        Assert.EndsWith("xa\uFFFDlast words", failed.Message, StringComparison.Ordinal);
        Assert.Equal(ExecutionDefaults.StandardErrorBytes, failed.StandardError!.Length);
    }

    [Fact]
    public async Task Standard_error_of_a_success_is_kept_and_begins_with_a_whole_character()
    {
        var outcome = await ShellAsync("printf x >&2; yes é | head -n 100000 | tr -d '\\n' >&2; printf x >&2");

        Assert.IsType<ItemSucceeded>(outcome);
        Assert.Equal(ExecutionDefaults.StandardErrorBytes - 1, Encoding.UTF8.GetByteCount(outcome.StandardError!));
        Assert.DoesNotContain('\uFFFD', outcome.StandardError!);
    }

    [Fact]
    public async Task A_command_need_not_read_what_it_is_given()
    {
        var big = HandlerBench.Envelope($"[\"{new string('x', 1_000_000)}\"]");

        Assert.IsType<ItemSucceeded>(await ShellAsync("exec <&-; echo 1", big));
    }

    [Fact]
    public async Task Many_at_once_do_not_mix_their_answers()
    {
        await using var runner = bench.Open(HandlerBench.Shell("cat"));

        var answers = await Task.WhenAll(
            Enumerable
                .Range(0, 100)
                .Select(n => runner.RunAsync(HandlerBench.Envelope(attempt: n), HandlerBench.Token).AsTask())
        );

        Assert.Equal(
            Enumerable.Range(0, 100),
            answers.Select(answer =>
                Assert.IsType<ItemSucceeded>(answer).Result!.Element.GetProperty("attempt").GetInt32()
            )
        );
    }

    private Task<ItemOutcome> ShellAsync(string script, ItemEnvelope? envelope = null) =>
        bench.RunAsync(HandlerBench.Shell(script), envelope);
}

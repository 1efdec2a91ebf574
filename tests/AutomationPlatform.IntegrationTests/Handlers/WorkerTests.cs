using AutomationPlatform.Application.Execution;
using AutomationPlatform.Domain.Definition;

namespace AutomationPlatform.IntegrationTests.Handlers;

public sealed class WorkerTests : IDisposable
{
    private const string Answer = """print qq({"id":"$id","result":{"pid":$$,"payload":$payload}}\n);""";

    private readonly HandlerBench bench = new();

    public void Dispose() => bench.Dispose();

    [Fact]
    public async Task One_process_does_many_at_once_and_may_answer_in_any_order()
    {
        await using var runner = bench.Open(
            Perl(
                """push @answers, qq({"id":"$id","result":{"pid":$$,"payload":$payload}}\n); if (@answers == 3) { print reverse @answers }"""
            )
        );

        var answers = await Task.WhenAll(Enumerable.Range(0, 3).Select(n => RunAsync(runner, n)));

        Assert.Equal([0, 1, 2], answers.Select(answer => ResultOf(answer, "payload")));
        Assert.Single(answers.Select(answer => ResultOf(answer, "pid")).Distinct());
    }

    [Theory]
    [InlineData(
        """print qq({"id":"$id","error":{"code":"odd","message":"Odd.","retryable":false}}\n)""",
        "odd",
        "Odd.",
        FailureKind.Business,
        null
    )]
    [InlineData(
        """print qq({"id":"$id","error":{"code":"busy","message":"Busy.","retryable":true,"retryAfter":"30s"}}\n)""",
        "busy",
        "Busy.",
        FailureKind.Technical,
        30
    )]
    [InlineData("""print qq({"id":"$id","error":{}}\n)""", "error", "no message", FailureKind.Technical, null)]
    [InlineData("""print qq({"id":"$id","error":"text"}\n)""", "error", "text", FailureKind.Technical, null)]
    [InlineData(
        """print qq({"id":"$id","error":{"message":"\\ud800"}}\n)""",
        "error",
        "surrogate",
        FailureKind.Technical,
        null
    )]
    [InlineData("""print qq({"id":"$id","error":{},"result":1}\n)""", "not-json", "both", FailureKind.Technical, null)]
    [InlineData("""print qq({"id":"$id"}\n)""", "not-json", "neither", FailureKind.Technical, null)]
    [InlineData("""print qq({"id":"$id","result":"\\u0000"}\n)""", "bad-result", "U+0000", FailureKind.Business, null)]
    [InlineData(
        """print qq({"id":"$id","result":"), "x" x 1048576, qq("}\n)""",
        "too-large",
        "1048576",
        FailureKind.Business,
        null
    )]
    [InlineData(
        """print qq({"id":"$id","result":"); print "x" x 1000000 for 1..100; print qq("}\n)""",
        "too-large",
        "1048576",
        FailureKind.Business,
        null
    )]
    [InlineData("""print "x" x 1000000 for 1..100; print qq(\n)""", "too-large", "1048576", FailureKind.Business, null)]
    [InlineData("""print "loading model\n" """, "not-json", "loading model", FailureKind.Technical, null)]
    [InlineData("""print "\xff\n" """, "not-json", "standard output", FailureKind.Technical, null)]
    [InlineData("""print STDERR "no disk"; exit 3""", "exit:3", "no disk", FailureKind.Technical, null)]
    [InlineData("""exit 0""", "exit:0", "exit code 0", FailureKind.Technical, null)]
    [InlineData("""kill "KILL", $$""", "signal:9", "signal 9", FailureKind.Technical, null)]
    [InlineData("""close STDOUT; sleep 1000""", "protocol", "standard output", FailureKind.Technical, null)]
    public async Task Every_failure_has_its_code_message_and_kind(
        string body,
        string code,
        string message,
        FailureKind kind,
        int? seconds
    )
    {
        await using var runner = bench.Open(Perl(body));

        var failed = Assert.IsType<ItemFailed>(await RunAsync(runner));

        Assert.Equal((code, kind), (failed.Code, failed.Kind));
        Assert.Contains(message, failed.Message, StringComparison.Ordinal);
        Assert.Equal(seconds, failed.RetryAfter?.TotalSeconds);
    }

    [Fact]
    public async Task An_answer_just_before_the_end_and_without_a_line_feed_counts()
    {
        await using var runner = bench.Open(Perl("""print qq({"id":"$id","result":7}); exit 3"""));

        Assert.Equal("7", Assert.IsType<ItemSucceeded>(await RunAsync(runner)).Result!.Text);
    }

    [Fact]
    public async Task Progress_and_empty_lines_come_before_the_answer_and_bad_progress_is_logged_once()
    {
        await using var runner = bench.Open(
            Perl("""print qq(\n{"id":"$id","progress":$_}\n) for (0, 0.5, 7, "\"a\""); """ + Answer)
        );

        Assert.Equal(4, ResultOf(await RunAsync(runner, 4), "payload"));
        Assert.Single(bench.Log.Lines, line => line.Contains("progress", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Answers_to_unknown_ids_are_logged_once_and_ignored()
    {
        await using var runner = bench.Open(Perl("""print qq({"id":"stranger","result":1}\n) for 1..3; """ + Answer));

        Assert.Equal(4, ResultOf(await RunAsync(runner, 4), "payload"));
        Assert.Single(bench.Log.Lines, line => line.Contains("stranger", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_result_that_is_too_large_does_not_disturb_the_next()
    {
        await using var runner = bench.Open(
            Perl(
                """if ($payload == 1) { print qq({"id":"$id","result":"), "x" x 2000000, qq("}\n) } else {"""
                    + Answer
                    + "}"
            )
        );

        var before = await RunAsync(runner, 0);
        Assert.Equal("too-large", Assert.IsType<ItemFailed>(await RunAsync(runner, 1)).Code);
        var after = await RunAsync(runner, 2);

        Assert.Equal(ResultOf(before, "pid"), ResultOf(after, "pid"));
    }

    [Fact]
    public async Task A_process_that_died_fails_all_in_flight_and_is_started_again()
    {
        await using var runner = bench.Open(
            Perl("""exit 3 if $payload == 1 && ++$seen == 2; """ + "unless ($payload == 1) {" + Answer + "}")
        );

        var first = await RunAsync(runner, 0);
        var lost = await Task.WhenAll(RunAsync(runner, 1), RunAsync(runner, 1));
        var next = await RunAsync(runner, 0);

        Assert.All(lost, outcome => Assert.Equal("exit:3", Assert.IsType<ItemFailed>(outcome).Code));
        Assert.NotEqual(ResultOf(first, "pid"), ResultOf(next, "pid"));
    }

    [Fact]
    public async Task Its_environment_knows_the_automation_and_no_attempt()
    {
        await using var runner = bench.Open(
            Perl(
                """my $names = join ",", map { qq("$_") } grep { /^APC_/ } sort keys %ENV; print qq({"id":"$id","result":[$names]}\n);"""
            )
        );

        Assert.Equal("[\"APC_AUTOMATION\"]", Assert.IsType<ItemSucceeded>(await RunAsync(runner)).Result!.Text);
    }

    [Fact]
    public async Task Closing_standard_input_lets_it_end_by_itself()
    {
        var farewell = bench.Listen("farewell");
        await using (var runner = bench.Open(Perl(Answer, atEnd: """open F, ">farewell"; print F "bye";""")))
            await RunAsync(runner);

        Assert.Equal("bye", await farewell);
    }

    [Fact]
    public async Task A_process_that_does_not_end_is_killed_after_its_grace()
    {
        var alive = bench.Listen("alive");
        await using (
            var runner = bench.Open(
                Perl("""$SIG{TERM} = "IGNORE"; open F, ">alive";""" + Answer, atEnd: "sleep 1000;"),
                TimeSpan.FromMilliseconds(20)
            )
        )
            await RunAsync(runner);

        await alive;
    }

    [Fact]
    public async Task A_cancelled_attempt_is_told_and_keeps_the_outcome_it_answers_with()
    {
        var started = bench.Listen("started");
        await using var runner = bench.Open(
            Perl("""open F, ">started"; close F;""", onCancel: """print qq({"id":"$cancel","result":"late"}\n);""")
        );
        using var stop = new CancellationTokenSource();
        var attempt = runner.RunAsync(HandlerBench.Envelope(), stop.Token).AsTask();
        await started;

        await stop.CancelAsync();

        Assert.IsType<ItemSucceeded>(await attempt.WaitAsync(HandlerBench.Patience));
    }

    [Fact]
    public async Task An_attempt_that_does_not_end_retires_its_process_but_not_its_neighbours()
    {
        var alive = bench.Listen("alive");
        await using var runner = bench.Open(
            Perl(
                """open F, ">>alive" unless $open++; if ($payload == 3) {""" + Answer + "}",
                onCancel: """print qq({"id":"$cancel","result":{"pid":$$}}\n) if ++$cancels == 2;"""
            ),
            TimeSpan.FromMilliseconds(50)
        );
        var before = await RunAsync(runner, 3);
        using var stopHanging = new CancellationTokenSource();
        using var stopNeighbour = new CancellationTokenSource();
        var hanging = RunAsync(runner, 1, stopHanging.Token);
        var neighbour = RunAsync(runner, 2, stopNeighbour.Token);

        await stopHanging.CancelAsync();
        await Assert.ThrowsAsync<HandlerStoppedException>(() => hanging);
        Assert.False(alive.IsCompleted);
        await stopNeighbour.CancelAsync();

        Assert.Equal(ResultOf(before, "pid"), ResultOf(await neighbour, "pid"));
        await alive;
        File.Delete(Path.Combine(bench.Directory.FullName, "alive"));
        Assert.NotEqual(ResultOf(before, "pid"), ResultOf(await RunAsync(runner, 3), "pid"));
    }

    private static Task<ItemOutcome> RunAsync(IItemRunner runner, int payload = 0, CancellationToken? stop = null) =>
        runner
            .RunAsync(HandlerBench.Envelope(payload.ToString(), id: Guid.CreateVersion7()), stop ?? HandlerBench.Token)
            .AsTask()
            .WaitAsync(HandlerBench.Patience);

    private static int ResultOf(ItemOutcome outcome, string name) =>
        Assert.IsType<ItemSucceeded>(outcome).Result!.Element.GetProperty(name).GetInt32();

    private static WorkerHandlerDefinition Perl(string body, string onCancel = "", string atEnd = "") =>
        new([
            "perl",
            "-e",
            $$"""
            $| = 1;
            while (<STDIN>) {
                if (my ($cancel) = /^\{"cancel":"(.*?)"/) { {{onCancel}} ; next }
                my ($id) = /^\{"id":"(.*?)"/;
                my ($payload) = /"payload":([^\{\}]*)\}$/;
                {{body}}
            }
            {{atEnd}}
            """,
        ]);
}

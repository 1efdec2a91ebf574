using AutomationPlatform.Domain;
using AutomationPlatform.Domain.Definition;
using AutomationPlatform.Infrastructure.Definition;
using CsCheck;
using Xunit;

namespace AutomationPlatform.UnitTests.Definition;

public sealed class DefinitionJsonTests
{
    private static readonly Gen<string> Words = Gen.String[Gen.Char.AlphaNumeric, 1, 12];
    private static readonly Gen<string> AnyText = Gen.String[Gen.Char['\u0001', '\uD7FF'], 1, 20];

    private static readonly Gen<TimeSpan> Durations = Gen.OneOf(
        Gen.Int[1, 100_000].Select(milliseconds => TimeSpan.FromMilliseconds(milliseconds)),
        Gen.Int[1, 7 * 24].Select(hours => TimeSpan.FromHours(hours))
    );

    private static readonly Gen<Payload> Payloads = Gen.OneOf(
        Gen.Double[-1e9, 1e9].Select(Payload.Of),
        AnyText.Select(Payload.Of),
        Gen.Const(Payload.Parse("null")),
        Gen.Select(Words, Gen.Int).Select(pair => Payload.Of(new Dictionary<string, int> { [pair.Item1] = pair.Item2 }))
    );

    private static readonly Gen<ValueList<NamedValue>> NamedValues = Gen.Dictionary(Words, AnyText)[0, 4]
        .Select(map =>
            (ValueList<NamedValue>)
                [
                    .. map.OrderBy(pair => pair.Key, StringComparer.Ordinal)
                        .Select(pair => new NamedValue(pair.Key, pair.Value)),
                ]
        );

    private static readonly Gen<ValueList<string>> Commands = AnyText
        .List[1, 4]
        .Select(list => (ValueList<string>)[.. list]);

    private static readonly Gen<HandlerDefinition?> Handlers = Gen.OneOf<HandlerDefinition?>(
        Gen.Const((HandlerDefinition?)null),
        Commands.Select(command => (HandlerDefinition?)new CommandHandlerDefinition(command)),
        Commands.Select(command => (HandlerDefinition?)new WorkerHandlerDefinition(command)),
        NamedValues.Select(headers =>
            (HandlerDefinition?)new HttpHandlerDefinition(new Uri("https://example.org/a?b=c"), headers)
        ),
        Gen.Select(AnyText, AnyText, (a, b) => (HandlerDefinition?)new DotNetHandlerDefinition(a, b)),
        Gen.Bool.Select(echo => echo ? "echo" : "noop")
            .Select(name => (HandlerDefinition?)new BuiltinHandlerDefinition(name)),
        Gen.Const((HandlerDefinition?)new RemoteHandlerDefinition()),
        AnyText.Select(name =>
            (HandlerDefinition?)new EngineHandlerDefinition(name, Payload.Parse("""{"queue":[1,{"a":null}]}"""))
        )
    );

    private static readonly Gen<RetryPolicy> Retries =
        from attempts in Gen.Int[1, 1000]
        from first in Durations
        from longest in Durations
        from total in Durations.Nullable()
        from constant in Gen.Bool
        from sharp in Gen.Bool
        from overrides in Gen.Dictionary(Words, Gen.Int[1, 1000])[0, 3]
        select new RetryPolicy
        {
            MaxAttempts = attempts,
            InitialDelay = first,
            MaxDelay = longest,
            TotalTimeout = total,
            Backoff = constant ? Backoff.Constant : Backoff.Exponential,
            Jitter = sharp ? Jitter.None : Jitter.Full,
            Overrides =
            [
                .. overrides
                    .OrderBy(pair => pair.Key, StringComparer.Ordinal)
                    .Select(pair => new RetryOverride(pair.Key, pair.Value)),
            ],
        };

    private static readonly Gen<ExecutionLimits> AllLimits =
        from inFlight in Gen.Int[1, 1_000_000].Nullable()
        from count in Gen.Int[1, 1_000_000]
        from period in Gen.Int[0, 3].Select(index => new[] { 0, 1, 60, 3600 }[index])
        select new ExecutionLimits(inFlight, period == 0 ? null : new Rate(count, TimeSpan.FromSeconds(period)));

    private static readonly Gen<InputFile> Inputs =
        from file in AnyText
        from batch in AnyText
        from payload in Payloads
        from whole in Gen.Bool
        select whole ? new InputFile(file, batch, payload) : new InputFile(file, null, null);

    private static readonly Gen<AutomationSettings> AllSettings =
        from handler in Handlers
        from environment in NamedValues
        from timeout in Durations
        from concurrency in Gen.Int[1, 10_000].Nullable()
        from retry in Retries
        from retries in Gen.Bool
        from limits in AllLimits
        from threshold in Gen.OneOf(Gen.Double[0.0001, 1], Gen.Int[1, 100].Select(percent => percent / 100d)).Nullable()
        from inputs in Inputs.List[0, 3]
        from directory in AnyText
        from file in Gen.Bool
        select new AutomationSettings
        {
            Handler = handler,
            Environment = environment,
            Timeout = timeout,
            Concurrency = concurrency,
            Retry = retries ? retry : null,
            Limits = limits,
            FailureThreshold = threshold,
            Inputs = [.. inputs],
            Directory = file ? directory : null,
            Key = file ? "/a~1b/c" : null,
        };

    [Fact]
    public void Any_settings_read_back_equal_and_write_the_same_text_again() =>
        AllSettings.Sample(
            settings =>
            {
                var json = DefinitionJson.WriteSettings(settings);
                var again = DefinitionJson.ReadSettings(json);
                return again == settings && DefinitionJson.WriteSettings(again) == json;
            },
            iter: 2_000
        );

    [Fact]
    public void Settings_are_written_in_the_shape_of_the_automation_file()
    {
        var settings = new AutomationSettings
        {
            Key = "/customerId",
            Handler = new CommandHandlerDefinition(["python3", "handle.py"]),
            Environment = [new("TOKEN", "env:TOKEN"), new("LANG", "C.UTF-8")],
            Timeout = TimeSpan.FromSeconds(30),
            Concurrency = 8,
            Retry = new RetryPolicy { MaxAttempts = 3, Overrides = [new("http:429", 10)] },
            Limits = new ExecutionLimits(100, new Rate(50, TimeSpan.FromSeconds(1))),
            FailureThreshold = 0.1,
            Inputs = [new InputFile("customers.csv", "Q1-2024", Payload.Parse("""{"quarter": 1}"""))],
            Directory = "/srv/import",
        };
        Assert.Equal(
            """
            {"key":"/customerId","handler":{"command":["python3","handle.py"],"env":{"LANG":"C.UTF-8","TOKEN":"env:TOKEN"}},
            "timeout":"30s","concurrency":8,"retry":{"maxAttempts":3,"backoff":"exponential","initialDelay":"1s",
            "maxDelay":"5m","jitter":"full","overrides":{"http:429":{"maxAttempts":10}}},
            "limits":{"inFlight":100,"rate":"50/s"},"failure":{"threshold":"10%"},
            "input":[{"file":"customers.csv","batch":"Q1-2024","payload":{"quarter": 1}}],"directory":"/srv/import"}
            """.ReplaceLineEndings(""),
            DefinitionJson.WriteSettings(settings)
        );
    }

    [Fact]
    public void A_whole_definition_reads_back_equal_with_and_without_schemas()
    {
        var schema = new Schema("""{"type":"object","properties":{"n":{"type":"integer"}}}""");
        foreach (
            var content in new DefinitionContent[]
            {
                new(null, null, AutomationSettings.Default),
                new(schema, null, AutomationSettings.Default),
                new(schema, schema, AutomationSettings.Default),
            }
        )
            Assert.Equal(content, DefinitionJson.ReadContent(DefinitionJson.WriteContent(content)));
    }

    [Fact]
    public void Members_in_another_order_read_the_same_as_jsonb_gives_them_back()
    {
        var one = DefinitionJson.ReadSettings(
            """{"handler":{"env":{"B":"2","AA":"1"},"builtin":"echo"},"timeout":"5m"}"""
        );
        var other = DefinitionJson.ReadSettings(
            """{"timeout":"300s","handler":{"builtin":"echo","env":{"AA":"1","B":"2"}}}"""
        );
        Assert.Equal(one, other);
    }

    [Theory]
    [InlineData("1ms", 1)]
    [InlineData("1500ms", 1500)]
    [InlineData("90s", 90_000)]
    [InlineData("2m", 120_000)]
    [InlineData("2h", 7_200_000)]
    [InlineData("1d", 86_400_000)]
    public void Durations_are_written_in_the_largest_exact_unit(string text, long milliseconds)
    {
        var settings = new AutomationSettings { Timeout = TimeSpan.FromMilliseconds(milliseconds) };
        Assert.Contains($"\"timeout\":\"{text}\"", DefinitionJson.WriteSettings(settings));
    }
}

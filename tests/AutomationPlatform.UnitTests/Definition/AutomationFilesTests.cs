using AutomationPlatform.Application;
using AutomationPlatform.Application.Definition;
using AutomationPlatform.Domain;
using AutomationPlatform.Domain.Definition;
using AutomationPlatform.Infrastructure.Definition;
using Xunit;

namespace AutomationPlatform.UnitTests.Definition;

public sealed class AutomationFilesTests : IDisposable
{
    private readonly TemporaryDirectory directory = new();
    private readonly AutomationFiles files = new();

    public void Dispose() => directory.Dispose();

    [Fact]
    public async Task A_file_with_every_key_is_read_whole()
    {
        directory.Write("item.schema.json", """{"type":"object"}""");
        var path = directory.Write(
            "automation.yaml",
            """
            name: Customer import
            description: Validate and normalise customer records
            batchSchema: {type: object, required: [quarter]}
            itemSchema: item.schema.json
            key: /customerId
            handler:
              command: [python3, handle.py, 5, yes]
              env: {LANG: C.UTF-8, PORT: 8080, TOKEN: "env:TOKEN"}
            timeout: 30s
            concurrency: 8
            retry: {maxAttempts: 3, backoff: constant, initialDelay: 500ms, maxDelay: 5m, jitter: none, totalTimeout: 1h, overrides: {"http:429": {maxAttempts: 10}}}
            limits: {inFlight: 100, rate: 50/s}
            failure: {threshold: 2.5%}
            input: [{file: customers.csv, batch: 2024, payload: {quarter: 1, ratio: .5}}, other.jsonl]
            """
        );
        var file = await files.ReadAsync(path, CancellationToken.None);
        Assert.Equal("Customer import", file.Name);
        Assert.Equal("Validate and normalise customer records", file.Description);
        Assert.Equal(new Schema("""{"type":"object","required":["quarter"]}"""), file.Content.BatchSchema);
        Assert.Equal(new Schema("""{"type":"object"}"""), file.Content.ItemSchema);
        Assert.Equal(
            new AutomationSettings
            {
                Key = "/customerId",
                Handler = new CommandHandlerDefinition(["python3", "handle.py", "5", "yes"]),
                Environment = [new("LANG", "C.UTF-8"), new("PORT", "8080"), new("TOKEN", "env:TOKEN")],
                Timeout = TimeSpan.FromSeconds(30),
                Concurrency = 8,
                Retry = new RetryPolicy
                {
                    MaxAttempts = 3,
                    Backoff = Backoff.Constant,
                    InitialDelay = TimeSpan.FromMilliseconds(500),
                    MaxDelay = TimeSpan.FromMinutes(5),
                    Jitter = Jitter.None,
                    TotalTimeout = TimeSpan.FromHours(1),
                    Overrides = [new("http:429", 10)],
                },
                Limits = new ExecutionLimits(100, new Rate(50, TimeSpan.FromSeconds(1))),
                FailureThreshold = 0.025,
                Inputs =
                [
                    new InputFile("customers.csv", "2024", Payload.Parse("""{"quarter":1,"ratio":0.5}""")),
                    new InputFile("other.jsonl", null, null),
                ],
                Directory = directory.Path,
            },
            file.Content.Settings
        );
    }

    [Theory]
    [InlineData("command: [a]", typeof(CommandHandlerDefinition))]
    [InlineData("worker: [a]", typeof(WorkerHandlerDefinition))]
    [InlineData("http: {url: 'https://example.org/x'}", typeof(HttpHandlerDefinition))]
    [InlineData("dotnet: {assembly: H.dll, type: A.B}", typeof(DotNetHandlerDefinition))]
    [InlineData("builtin: noop", typeof(BuiltinHandlerDefinition))]
    [InlineData("remote: {}", typeof(RemoteHandlerDefinition))]
    [InlineData("engine: {name: argo, queue: 1}", typeof(EngineHandlerDefinition))]
    public async Task Every_kind_of_handler_is_read(string handler, Type kind)
    {
        var file = await ReadAsync($"name: A\nhandler:\n  {handler}\n");
        Assert.IsType(kind, file.Content.Settings.Handler);
    }

    [Theory]
    [InlineData("name: A\nretires: 3\n", 2, 1, "'retires'", "'retry'")]
    [InlineData("name: A\nhandler: {comand: [a]}\n", 2, 11, "'comand'", "'command'")]
    [InlineData("name: A\nhandler: {command: [a], builtin: noop}\n", 2, 10, "command and builtin", "exactly one")]
    [InlineData("name: A\nhandler: {env: {A: b}}\n", 2, 10, "no kind", "exactly one")]
    [InlineData("name: A\nhandler: {builtin: nop}\n", 2, 20, "'nop'", "'noop'")]
    [InlineData("name: A\nhandler: {command: run me}\n", 2, 20, "'run me'", "list")]
    [InlineData("name: A\nhandler: {command: []}\n", 2, 20, "empty", "[python3, handle.py]")]
    [InlineData("name: A\nhandler: {http: {url: 'ftp://x'}}\n", 2, 23, "http or https", "https://example.org")]
    [InlineData("name: A\nhandler: {http: {url: 'https://u:secret@x/'}}\n", 2, 23, "password", "headers")]
    [InlineData("name: A\ntimeout: 30\n", 2, 10, "'30'", "30s")]
    [InlineData("name: A\ntimeout: 0s\n", 2, 10, "0s", "1ms to 7d")]
    [InlineData("name: A\nconcurrency: 0\n", 2, 14, "'0'", "1 to 10000")]
    [InlineData("name: A\nretry: {}\n", 2, 8, "maxAttempts is missing", "maxAttempts: 3")]
    [InlineData("name: A\nretry: {maxAttempts: 3, backoff: linear}\n", 2, 34, "'linear'", "exponential or constant")]
    [InlineData("name: A\nlimits: {rate: 50/d}\n", 2, 16, "'50/d'", "50/s")]
    [InlineData("name: A\nfailure: {threshold: 10}\n", 2, 22, "'10'", "10%")]
    [InlineData("name: A\nkey: customerId\n", 2, 6, "'customerId'", "/customerId")]
    [InlineData("name: A\ninput: [{batch: b}]\n", 2, 9, "file is missing", "customers.csv")]
    [InlineData("name: A\nname: B\n", 2, 1, "twice", "keep one")]
    [InlineData("description: A\n", 1, 1, "name is missing", "name: ")]
    [InlineData("name: ''\n", 1, 7, "empty", "text")]
    [InlineData("name: A\nitemSchema: {type: strin}\n", 2, 13, "not a valid JSON Schema", "")]
    [InlineData("name: A\ndescription: !!int 3\n", 2, 14, "tag", "remove")]
    [InlineData("name: A\ndescription: *x\n", 2, 14, "*x", "")]
    [InlineData("name: A\n---\nname: B\n", 2, 1, "second document", "one a file")]
    [InlineData("name: 'A\n", 1, 7, "not YAML", "")]
    [InlineData("", 1, 1, "empty", "name:")]
    public async Task What_is_wrong_is_named_with_place_and_remedy(
        string yaml,
        int line,
        int column,
        string what,
        string remedy
    )
    {
        var refusal = await Assert.ThrowsAsync<InvalidInputException>(() => ReadAsync(yaml));
        Assert.StartsWith($"{directory.Path}/automation.yaml:{line}:{column}: ", refusal.Message);
        Assert.Contains(what, refusal.Message);
        Assert.Contains(remedy, refusal.Message);
        Assert.DoesNotContain("secret", refusal.Message);
        Assert.DoesNotContain('\n', refusal.Message);
    }

    [Fact]
    public async Task Booleans_are_those_of_YAML_1_2()
    {
        var file = await ReadAsync("name: yes\nitemSchema: {enum: [on, no, true, False, ~, 0x1F, +1.50, '5']}\n");
        Assert.Equal("yes", file.Name);
        Assert.Equal(new Schema("""{"enum":["on","no",true,false,null,31,1.5,"5"]}"""), file.Content.ItemSchema);
    }

    [Fact]
    public async Task Json_is_read_with_its_places_too()
    {
        var path = directory.Write(
            "automation.json",
            "{\n  \"name\": \"A\",\n  \"handler\": {\"bultin\": \"noop\"}\n}"
        );
        var refusal = await Assert.ThrowsAsync<InvalidInputException>(() =>
            files.ReadAsync(path, CancellationToken.None)
        );
        Assert.StartsWith($"{path}:3:15: handler: unknown key 'bultin'", refusal.Message);
        path = directory.Write(
            "automation.json",
            "{\n\t\"name\": \"\\ud83d\\ude00\",\n\t\"handler\": {\"builtin\": \"noop\"}\n}"
        );
        Assert.Equal("😀", (await files.ReadAsync(path, CancellationToken.None)).Name);
    }

    [Fact]
    public async Task Aliases_repeat_what_stands_before_them()
    {
        var file = await ReadAsync("name: A\nbatchSchema: &s {type: object}\nitemSchema: *s\n");
        Assert.Equal(file.Content.BatchSchema, file.Content.ItemSchema);
        Assert.NotNull(file.Content.ItemSchema);
    }

    [Fact]
    public async Task Aliases_that_would_unfold_into_millions_are_refused()
    {
        var lines = new List<string> { "name: A", "itemSchema:", "  a0: &a0 [x, x, x, x, x, x, x, x, x, x]" };
        for (var level = 1; level < 12; level++)
            lines.Add($"  a{level}: &a{level} [{string.Join(", ", Enumerable.Repeat($"*a{level - 1}", 10))}]");
        var refusal = await Assert.ThrowsAsync<InvalidInputException>(() => ReadAsync(string.Join('\n', lines)));
        Assert.Contains($"{DefinitionLimits.Nodes} nodes", refusal.Message);
    }

    [Fact]
    public async Task Nesting_and_size_are_bounded()
    {
        var deep = await Assert.ThrowsAsync<InvalidInputException>(() =>
            ReadAsync("name: A\nitemSchema: " + new string('[', 5_000) + new string(']', 5_000))
        );
        Assert.Contains($"deeper than {DefinitionLimits.Depth}", deep.Message);
        var large = await Assert.ThrowsAsync<InvalidInputException>(() =>
            ReadAsync("name: A\n#" + new string('x', DefinitionLimits.FileBytes))
        );
        Assert.Contains($"{DefinitionLimits.FileBytes} bytes", large.Message);
    }

    [Fact]
    public async Task A_schema_file_that_is_missing_or_broken_is_named()
    {
        await Assert.ThrowsAsync<NotFoundException>(() => ReadAsync("name: A\nitemSchema: nowhere.json\n"));
        var schema = directory.Write("broken.json", "{\n \"type\": 5}");
        var refusal = await Assert.ThrowsAsync<InvalidInputException>(() =>
            ReadAsync("name: A\nitemSchema: broken.json\n")
        );
        Assert.StartsWith(schema, refusal.Message);
        directory.Write("broken.json", "{\n \"type\": }");
        refusal = await Assert.ThrowsAsync<InvalidInputException>(() =>
            ReadAsync("name: A\nitemSchema: broken.json\n")
        );
        Assert.StartsWith($"{schema}:2:10: ", refusal.Message);
    }

    [Fact]
    public async Task A_file_that_is_not_UTF_8_says_at_which_byte()
    {
        var path = directory.Write("automation.yaml", [.. "name: "u8, 0xE9]);
        var refusal = await Assert.ThrowsAsync<InvalidInputException>(() =>
            files.ReadAsync(path, CancellationToken.None)
        );
        Assert.Contains("byte 7 is not UTF-8", refusal.Message);
    }

    [Fact]
    public void A_directory_means_its_own_file_or_those_one_level_below()
    {
        var second = directory.Write("b/automation.yml", "name: B");
        var first = directory.Write("a/automation.yaml", "name: A");
        directory.Write("a/deeper/automation.yaml", "name: C");
        Assert.Equal([first, second], files.Find(directory.Path));
        var own = directory.Write("automation.json", "{}");
        Assert.Equal([own], files.Find(directory.Path));
        Assert.Equal([second], files.Find(second));
        Assert.Throws<NotFoundException>(() => files.Find(directory.Path + "/a/deeper/none"));
        Assert.Throws<NotFoundException>(() =>
            files.Find(Directory.CreateDirectory(directory.Path + "/empty").FullName)
        );
    }

    private Task<AutomationFile> ReadAsync(string yaml) =>
        files.ReadAsync(directory.Write("automation.yaml", yaml), CancellationToken.None);
}

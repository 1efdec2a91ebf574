using System.Diagnostics;
using System.Text.Json;
using AutomationPlatform.Application;
using AutomationPlatform.Domain;
using AutomationPlatform.Domain.Definition;
using AutomationPlatform.Infrastructure.Definition;
using CsCheck;
using Xunit;

namespace AutomationPlatform.UnitTests.Definition;

public sealed class AutomationFileWriterTests : IDisposable
{
    private readonly TemporaryDirectory directory = new();
    private readonly AutomationFiles files = new();

    public void Dispose() => directory.Dispose();

    [Fact]
    public async Task An_exported_automation_reads_back_to_the_same_definition()
    {
        var content = new DefinitionContent(
            BatchSchema: null,
            new Schema(
                """{"type":"object","properties":{"no":{"type":["string","null"],"enum":["yes","1","",null]}},"additionalProperties":false,"allOf":[{"minProperties":1},{}]}"""
            ),
            new AutomationSettings
            {
                Handler = new CommandHandlerDefinition(["sh", "-c", "echo \"a: b\"\n# done", "true"]),
                Environment = [new("B", "1"), new("LANG", "C.UTF-8")],
                Retry = new RetryPolicy { MaxAttempts = 2, Overrides = [new("http:429", 5)] },
                Inputs = [new InputFile("a.csv", "b", Payload.Parse("""{"n":[1.0,{"x":[]}],"e":{}}"""))],
                Directory = directory.Path,
            }
        );
        var yaml = files.Write("on", "two\nlines: é😀\u0085", content);
        var again = await files.ReadAsync(directory.Write("automation.yaml", yaml), CancellationToken.None);
        Assert.Equal("on", again.Name);
        Assert.Equal("two\nlines: é😀\u0085", again.Description);
        Assert.Equal(content, again.Content);
    }

    [Fact]
    public void Any_text_written_as_YAML_reads_back_as_that_text() =>
        Gen.String[Gen.Char['\u0001', '\uD7FF'], 0, 30]
            .Select(
                Gen.OneOf(Gen.Const(""), Gen.Const("😀"), Gen.Const("\u2028"), Gen.Const("\uFEFF")),
                (a, b) => a + b
            )
            .Sample(
                text =>
                {
                    var payload = Payload.Parse(
                        JsonSerializer.Serialize(new Dictionary<string, string> { ["k" + text] = text })
                    );
                    var settings = new AutomationSettings { Inputs = [new InputFile("f", "b", payload)] };
                    var yaml = files.Write("n", null, new DefinitionContent(null, null, settings));
                    var path = directory.Write("automation.yaml", yaml);
                    var again = files.ReadAsync(path, CancellationToken.None).GetAwaiter().GetResult();
                    return payload.Equals(again.Content.Settings.Inputs[0].Payload);
                },
                iter: 500,
                threads: 1
            );

    [Fact]
    public async Task The_template_is_read_and_its_handler_runs_at_once()
    {
        var path = Path.Combine(directory.Path, "first steps");
        var written = files.WriteTemplate(path);
        var file = await files.ReadAsync(Assert.Single(files.Find(path)), CancellationToken.None);
        Assert.Equal("first steps", file.Name);
        Assert.NotNull(file.Content.ItemSchema);
        var command = Assert.IsType<CommandHandlerDefinition>(file.Content.Settings.Handler).Command[0];
        Assert.Equal(
            "{\"email\":\"ada@example.org\"}\n",
            Run(path, command, """{"payload":{"email":"Ada@Example.org"}}""")
        );
        Assert.All(written, name => Assert.True(File.Exists(Path.Combine(path, name))));
        Assert.Contains(Assert.Single(file.Content.Settings.Inputs).File, written);
    }

    [Fact]
    public void The_template_overwrites_nothing()
    {
        directory.Write("mine/notes.txt", "keep");
        Assert.Throws<ConflictException>(() => files.WriteTemplate(Path.Combine(directory.Path, "mine")));
        Assert.Throws<ConflictException>(() => files.WriteTemplate(Path.Combine(directory.Path, "mine/notes.txt")));
        Assert.Equal(["notes.txt"], Directory.GetFiles(Path.Combine(directory.Path, "mine")).Select(Path.GetFileName));
    }

    private static string Run(string directory, string command, string input)
    {
        using var process = Process.Start(
            new ProcessStartInfo(Path.Combine(directory, command))
            {
                UseShellExecute = false,
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
            }
        )!;
        process.StandardInput.Write(input);
        process.StandardInput.Close();
        return process.StandardOutput.ReadToEnd();
    }
}

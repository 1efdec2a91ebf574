using AutomationPlatform.Application.Execution;
using AutomationPlatform.Domain;
using AutomationPlatform.Domain.Definition;

namespace AutomationPlatform.IntegrationTests.Handlers.Guide;

/// <summary>The examples of <c>docs/handlers.md</c>, taken from it and run.</summary>
public sealed class HandlerGuideTests : IDisposable
{
    private static readonly string Guide = File.ReadAllText(Repository.Path("docs/handlers.md"));

    private readonly HandlerBench bench = new();

    public void Dispose() => bench.Dispose();

    [Fact]
    public async Task The_command_greets_refuses_and_asks_to_be_called_again()
    {
        bench.Write("handle.sh", Example("handle.sh"));
        bench.Settings = bench.Settings with { Environment = [new NamedValue("GREETING", "Hello")] };
        var command = new CommandHandlerDefinition(["sh", "handle.sh"]);

        await AssertGreetsAsync(command);
        var busy = await bench.RunAsync(command, HandlerBench.Envelope("{\"name\":\"busy\"}"));
        Assert.Equal(
            new ItemFailed("busy", "The registry is busy.", FailureKind.Technical, TimeSpan.FromMilliseconds(200)),
            busy
        );
    }

    [Fact]
    public async Task The_worker_greets_and_refuses()
    {
        var worker = new WorkerHandlerDefinition(["python3", "worker.py"]);
        Assert.SkipUnless(bench.WhyNot(worker) is null, "python3 is not installed");
        bench.Write("worker.py", Example("worker.py"));

        await AssertGreetsAsync(worker);
    }

    [Fact]
    public async Task The_class_is_the_one_that_is_compiled_here_and_greets_and_refuses()
    {
        var source = File.ReadAllText(
            Repository.Path("tests/AutomationPlatform.IntegrationTests/Handlers/Guide/GreetingHandler.cs")
        );
        Assert.Contains(source[source.IndexOf("public", StringComparison.Ordinal)..], Guide, StringComparison.Ordinal);

        await AssertGreetsAsync(
            new DotNetHandlerDefinition(typeof(GreetingHandler).Assembly.Location, typeof(GreetingHandler).FullName!)
        );
    }

    private async Task AssertGreetsAsync(HandlerDefinition handler)
    {
        var greeted = await bench.RunAsync(handler, HandlerBench.Envelope("{\"name\":\"Zoë\"}"));
        var refused = await bench.RunAsync(handler, HandlerBench.Envelope("{\"name\":\"\"}"));

        Assert.Equal(new ItemSucceeded(Payload.Parse("{\"greeting\":\"Hello, Zoë\"}")), greeted);
        Assert.Equal(new ItemFailed("no-name", "The customer has no name.", FailureKind.Business), refused);
    }

    // The fenced block whose first line names the file.
    private static string Example(string file)
    {
        var start = Guide.IndexOf($"# {file}\n", StringComparison.Ordinal);
        return Guide[start..Guide.IndexOf("```", start, StringComparison.Ordinal)];
    }
}

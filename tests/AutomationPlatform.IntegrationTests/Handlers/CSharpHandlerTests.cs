using AutomationPlatform.Application;
using AutomationPlatform.Application.Execution;
using AutomationPlatform.Domain;
using AutomationPlatform.Domain.Definition;
using Microsoft.Extensions.DependencyInjection;

namespace AutomationPlatform.IntegrationTests.Handlers;

/// <summary>Handlers in an assembly named by the definition, and handlers registered in code.</summary>
public sealed class CSharpHandlerTests : IDisposable
{
    private readonly HandlerBench bench = new();

    public void Dispose() => bench.Dispose();

    [Fact]
    public async Task A_handler_in_an_assembly_gets_the_item_and_returns_camel_case_JSON()
    {
        var outcome = await bench.RunAsync(DotNet<GreetingHandler>());

        Assert.Equal(
            "{\"helloTo\":\"Zoë\",\"attempt\":1}",
            Assert.IsType<ItemSucceeded>(outcome).Result!.Text.Replace("\\u00EB", "ë", StringComparison.Ordinal)
        );
    }

    [Theory]
    [InlineData("business", "odd", "Odd.", FailureKind.Business)]
    [InlineData("bug", "InvalidOperationException", "Broken.", FailureKind.Technical)]
    [InlineData("cancelled", "TaskCanceledException", "canceled", FailureKind.Technical)]
    [InlineData("no number", "bad-payload", "Int32", FailureKind.Business)]
    [InlineData("zero", "bad-result", "U+0000", FailureKind.Business)]
    [InlineData("large", "too-large", "1048576", FailureKind.Business)]
    [InlineData("cycle", "bad-result", "cycle", FailureKind.Business)]
    public async Task Every_failure_has_its_code_message_and_kind(
        string what,
        string code,
        string message,
        FailureKind kind
    )
    {
        var failed = Assert.IsType<ItemFailed>(
            await bench.RunAsync(DotNet<FailingHandler>(), HandlerBench.Envelope($"\"{what}\""))
        );

        Assert.Equal((code, kind), (failed.Code, failed.Kind));
        Assert.Contains(message, failed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bug_leaves_its_stack_trace()
    {
        var failed = Assert.IsType<ItemFailed>(
            await bench.RunAsync(DotNet<FailingHandler>(), HandlerBench.Envelope("\"bug\""))
        );

        Assert.Contains(nameof(FailingHandler), failed.StandardError, StringComparison.Ordinal);
        Assert.DoesNotContain('\0', failed.Message);
    }

    [Fact]
    public async Task A_handler_that_heeds_cancellation_is_stopped_by_it()
    {
        await using var runner = bench.Open(DotNet<PatientHandler>());
        using var stop = new CancellationTokenSource();
        var attempt = runner.RunAsync(HandlerBench.Envelope("\"heed\""), stop.Token).AsTask();

        await stop.CancelAsync();

        await Assert.ThrowsAsync<HandlerStoppedException>(() => attempt.WaitAsync(HandlerBench.Patience));
        Assert.DoesNotContain(bench.Log.Lines, line => line.Contains("cannot be killed", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_handler_that_ends_well_within_its_grace_keeps_its_outcome()
    {
        await using var runner = bench.Open(DotNet<PatientHandler>());
        using var stop = new CancellationTokenSource();
        var attempt = runner.RunAsync(HandlerBench.Envelope("\"finish\""), stop.Token).AsTask();

        await stop.CancelAsync();

        Assert.IsType<ItemSucceeded>(await attempt.WaitAsync(HandlerBench.Patience));
    }

    [Fact]
    public async Task A_handler_that_ignores_cancellation_is_left_alone_and_named_once()
    {
        await using var runner = bench.Open(DotNet<PatientHandler>(), TimeSpan.FromMilliseconds(20));
        using var stop = new CancellationTokenSource();
        var attempts = Enumerable
            .Range(0, 2)
            .Select(_ => runner.RunAsync(HandlerBench.Envelope("\"ignore\""), stop.Token).AsTask())
            .ToList();

        await stop.CancelAsync();

        foreach (var attempt in attempts)
            await Assert.ThrowsAsync<HandlerStoppedException>(() => attempt.WaitAsync(HandlerBench.Patience));
        Assert.Single(bench.Log.Lines, line => line.Contains("cannot be killed", StringComparison.Ordinal));
    }

    [Fact]
    public void What_is_missing_of_an_assembly_is_named()
    {
        var self = typeof(GreetingHandler).Assembly.Location;
        bench.Write("Text.dll", "this is no assembly");

        AssertNames(bench.WhyNot(new DotNetHandlerDefinition("None.dll", "X")), bench.Directory.FullName, "None.dll");
        AssertNames(bench.WhyNot(new DotNetHandlerDefinition("Text.dll", "X")), "Text.dll", "cannot be loaded");
        AssertNames(bench.WhyNot(new DotNetHandlerDefinition(self, "No.Such")), "No.Such", nameof(GreetingHandler));
        AssertNames(bench.WhyNot(DotNet<CSharpHandlerTests>()), nameof(CSharpHandlerTests), "IItemHandler");
        AssertNames(bench.WhyNot(DotNet<RegisteredHandler>()), "constructor");
        Assert.Null(bench.WhyNot(DotNet<GreetingHandler>()));
    }

    [Fact]
    public void A_constructor_that_throws_is_an_error_of_opening()
    {
        var refused = Assert.Throws<InvalidInputException>(() => bench.Open(DotNet<UnmakeableHandler>()));

        AssertNames(refused.Message, nameof(UnmakeableHandler), "No licence.");
    }

    [Fact]
    public async Task A_registered_handler_stands_above_the_definition_and_has_a_scope_for_each_attempt()
    {
        using var host = new HandlerBench(configure: services =>
            new AutomationPlatformBuilder(services.AddScoped<Scope>()).AddItemHandler<RegisteredHandler>(
                HandlerBench.Automation
            )
        );

        var first = await host.RunAsync(new BuiltinHandlerDefinition("noop"));
        var second = await host.RunAsync(new BuiltinHandlerDefinition("noop"));

        Assert.NotEqual(Assert.IsType<ItemSucceeded>(first).Result, Assert.IsType<ItemSucceeded>(second).Result);
        Assert.Null(host.Factory.WhyNot(HandlerBench.Automation, AutomationSettings.Default));
        Assert.NotNull(host.Factory.WhyNot("Another", AutomationSettings.Default));
    }

    [Fact]
    public void Two_handlers_for_one_automation_are_refused()
    {
        var builder = new AutomationPlatformBuilder(new ServiceCollection());
        builder.AddItemHandler<RegisteredHandler>("A");

        Assert.Throws<ArgumentException>(() => builder.AddItemHandler<GreetingHandler>(" A "));
    }

    [Fact]
    public async Task Builtin_handlers_are_instant_and_return_nothing_much_or_the_payload()
    {
        await using var runner = bench.Open(new BuiltinHandlerDefinition("echo"));

        Assert.True(runner.IsInstant);
        Assert.Equal(new ItemSucceeded(Payload.Parse("{\"a\":1}")), await EchoAsync("{\"a\": 1.0}"));
        Assert.Equal(new ItemSucceeded(Result: null), await EchoAsync(null));
        Assert.Equal(
            new ItemSucceeded(Payload.Parse("{}")),
            await bench.RunAsync(new BuiltinHandlerDefinition("noop"))
        );

        async Task<ItemOutcome> EchoAsync(string? payload) =>
            await runner.RunAsync(HandlerBench.Envelope(payload), HandlerBench.Token);
    }

    private static DotNetHandlerDefinition DotNet<T>() => new(typeof(T).Assembly.Location, typeof(T).FullName!);

    private static void AssertNames(string? message, params string[] parts) =>
        Assert.All(parts, part => Assert.Contains(part, message, StringComparison.Ordinal));
}

public sealed class GreetingHandler : IItemHandler
{
    public Task<object?> HandleAsync(ItemContext context, CancellationToken cancellationToken) =>
        Task.FromResult<object?>(new { HelloTo = context.PayloadAs<Customer>().Name, context.Attempt });

    private sealed record Customer(string Name);
}

public sealed class FailingHandler : IItemHandler
{
    public Task<object?> HandleAsync(ItemContext context, CancellationToken cancellationToken) =>
        context.PayloadAs<string>() switch
        {
            "business" => throw new BusinessException("odd", "Odd."),
            "bug" => throw new InvalidOperationException("Broken.\0"),
            "cancelled" => Task.FromCanceled<object?>(new CancellationToken(canceled: true)),
            "no number" => Task.FromResult<object?>(context.PayloadAs<int>()),
            "zero" => Task.FromResult<object?>("a\0"),
            "large" => Task.FromResult<object?>(new string('x', 2_000_000)),
            "cycle" => Task.FromResult<object?>(Cycle()),
            var other => throw new ArgumentException(other),
        };

    private static List<object> Cycle()
    {
        List<object> cycle = [];
        cycle.Add(cycle);
        return cycle;
    }
}

public sealed class PatientHandler : IItemHandler
{
    public async Task<object?> HandleAsync(ItemContext context, CancellationToken cancellationToken)
    {
        var told = new TaskCompletionSource();
        var never = new TaskCompletionSource();
        await using var registration = cancellationToken.Register(told.SetResult);
        switch (context.PayloadAs<string>())
        {
            case "heed":
                await never.Task.WaitAsync(cancellationToken);
                break;
            case "finish":
                await told.Task;
                break;
            default:
                await never.Task;
                break;
        }
        return "done";
    }
}

public sealed class UnmakeableHandler : IItemHandler
{
    public UnmakeableHandler() => throw new InvalidOperationException("No licence.");

    public Task<object?> HandleAsync(ItemContext context, CancellationToken cancellationToken) =>
        throw new InvalidOperationException();
}

public sealed record Scope
{
    public Guid Id { get; } = Guid.NewGuid();
}

public sealed class RegisteredHandler(Scope scope) : IItemHandler
{
    public Task<object?> HandleAsync(ItemContext context, CancellationToken cancellationToken) =>
        Task.FromResult<object?>(scope);
}

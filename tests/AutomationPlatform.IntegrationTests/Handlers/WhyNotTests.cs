using System.Runtime.Versioning;
using AutomationPlatform.Application;
using AutomationPlatform.Application.Execution;
using AutomationPlatform.Domain;
using AutomationPlatform.Domain.Definition;
using AutomationPlatform.Infrastructure.Execution.Handlers;

namespace AutomationPlatform.IntegrationTests.Handlers;

/// <summary>What a worker says of handlers that it cannot start.</summary>
[SupportedOSPlatform("linux")]
public sealed class WhyNotTests : IDisposable
{
    private readonly HandlerBench bench = new();

    public void Dispose() => bench.Dispose();

    [Fact]
    public void A_program_that_is_not_in_PATH_is_named_with_where_it_was_looked_for()
    {
        bench.Settings = bench.Settings with { Environment = [new NamedValue("PATH", "/nowhere:/usr/bin")] };

        AssertNames(bench.WhyNot(Command("no-such-program")), "no-such-program", "/nowhere:/usr/bin");
    }

    [Fact]
    public void A_program_beside_the_definition_is_hinted_at()
    {
        bench.Write("handle", "");

        AssertNames(bench.WhyNot(Command("handle")), "./handle");
    }

    [Fact]
    public void A_relative_path_is_relative_to_the_definition()
    {
        AssertNames(bench.WhyNot(Command("./handle")), Path.Combine(bench.Directory.FullName, "handle"));
        var path = bench.Write("handle", "#!/bin/sh\necho 1\n");
        AssertNames(bench.WhyNot(Command("./handle")), $"chmod +x '{path}'");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        Assert.Null(bench.WhyNot(Command("./handle")));
    }

    [Fact]
    public async Task A_script_without_an_interpreter_line_is_run_by_the_shell()
    {
        File.SetUnixFileMode(
            bench.Write("handle", "echo '{\"arguments\":'$#'}'"),
            UnixFileMode.UserRead | UnixFileMode.UserExecute
        );

        var outcome = await bench.RunAsync(new CommandHandlerDefinition(["./handle", "a b", "", "$HOME"]));

        Assert.Equal("{\"arguments\":3}", Assert.IsType<ItemSucceeded>(outcome).Result!.Text);
    }

    [Fact]
    public void A_directory_that_does_not_exist_is_named()
    {
        bench.Settings = bench.Settings with { Directory = "/no/such/directory" };

        AssertNames(bench.WhyNot(Command("sh")), "/no/such/directory");
    }

    [Fact]
    public void A_variable_that_is_not_set_is_named()
    {
        bench.Settings = bench.Settings with { Environment = [new NamedValue("TOKEN", "env:APC_TEST_UNSET")] };

        AssertNames(bench.WhyNot(Command("sh")), "handler.env.TOKEN", "APC_TEST_UNSET");
    }

    [Theory]
    [InlineData("A=B")]
    [InlineData("")]
    [InlineData("a-b")]
    public void A_name_that_no_variable_can_have_is_refused(string name)
    {
        bench.Settings = bench.Settings with { Environment = [new NamedValue(name, "1")] };

        AssertNames(bench.WhyNot(Command("sh")), "handler.env");
    }

    [Fact]
    public void Kinds_that_a_worker_process_never_serves_say_who_does()
    {
        AssertNames(bench.WhyNot(handler: null), "no handler");
        AssertNames(bench.WhyNot(new RemoteHandlerDefinition()), "remote", "API");
        AssertNames(bench.WhyNot(new EngineHandlerDefinition("argo-prod", Payload.Parse("{}"))), "engine", "argo-prod");
        AssertNames(bench.WhyNot(new BuiltinHandlerDefinition("sleep")), "sleep", "noop", "echo");
    }

    [Fact]
    public void A_kind_that_was_not_allowed_is_refused()
    {
        using var strict = new HandlerBench(new HandlerPermissions { AllowedKinds = ["http", "builtin"] });

        AssertNames(strict.WhyNot(Command("sh")), "command", "http, builtin");
        Assert.Null(strict.WhyNot(new BuiltinHandlerDefinition("noop")));
    }

    [Fact]
    public void Programs_of_definitions_outside_the_allowed_directory_are_refused()
    {
        using var strict = new HandlerBench(new HandlerPermissions { Directory = bench.Directory.FullName + "/" });
        var inside = bench.Directory.CreateSubdirectory("inside").FullName;

        AssertNames(strict.WhyNot(Command("sh")), strict.Directory.FullName, bench.Directory.FullName);
        strict.Settings = bench.Settings with { Directory = bench.Directory.FullName + "-beside" };
        AssertNames(strict.WhyNot(Command("sh")), "-beside");
        strict.Settings = bench.Settings with { Directory = inside };
        Assert.Null(strict.WhyNot(Command("sh")));
    }

    [Fact]
    public void Opening_what_cannot_be_started_names_the_automation_and_the_reason()
    {
        var refused = Assert.Throws<InvalidInputException>(() => bench.Open(Command("no-such-program")));

        AssertNames(refused.Message, HandlerBench.Automation, "no-such-program");
    }

    private static CommandHandlerDefinition Command(params string[] parts) => new([.. parts]);

    private static void AssertNames(string? message, params string[] parts) =>
        Assert.All(parts, part => Assert.Contains(part, message, StringComparison.Ordinal));
}

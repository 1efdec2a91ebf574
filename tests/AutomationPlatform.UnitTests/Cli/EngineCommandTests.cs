using AutomationPlatform.Application.Database;
using AutomationPlatform.Application.Orchestration;
using AutomationPlatform.Cli;

namespace AutomationPlatform.UnitTests.Cli;

/// <summary>What the commands about engines say.</summary>
public class EngineCommandTests
{
    [Fact]
    public async Task Engines_are_listed_with_references_to_their_credentials() =>
        Golden.Matches("engines-list", (await Line().RunAsync("engines", "list")).Output);

    [Fact]
    public async Task Engines_are_an_array_with_json() =>
        Golden.Matches("engines-list-json", (await Line().RunAsync("engines", "list", "--json")).Output);

    [Theory]
    [InlineData("--set KEY without a value", "user")]
    [InlineData("--set without a key", "=x")]
    public async Task A_setting_that_is_no_pair_is_wrong_usage(string what, string setting)
    {
        var line = await Line()
            .RunAsync("engines", "add", "lab", "--type", "slurm", "--url", "http://h", "--set", setting);
        Assert.True(line.ExitCode == ExitCode.Usage, what);
        Assert.Contains("KEY=VALUE", line.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_engine_and_a_number_of_shards_go_together()
    {
        foreach (
            var half in (string[][])
                [
                    ["--engine", "lab"],
                    ["--shards", "4"],
                ]
        )
        {
            var line = await Line().RunAsync(["run", "Customer import", .. half]);
            Assert.Equal(ExitCode.Usage, line.ExitCode);
            Assert.Contains("--engine NAME --shards N", line.Error, StringComparison.Ordinal);
        }
    }

    private static TypedLine Line() =>
        new TypedLine()
            .With<IDatabase>(new ToldDatabase())
            .With<IEngineStore>(new ToldEngines())
            .With<Application.Definition.IDefinitionReader>(new ToldDefinitions());
}

using System.Runtime.CompilerServices;
using System.Text;
using AutomationPlatform.Application.Orchestration;
using AutomationPlatform.Domain.Execution;
using AutomationPlatform.Engines;
using AutomationPlatform.Engines.Airflow;
using AutomationPlatform.Engines.Argo;
using AutomationPlatform.Engines.Jenkins;
using AutomationPlatform.Engines.Slurm;
using AutomationPlatform.Engines.Webhook;
using AutomationPlatform.UnitTests.Architecture;

namespace AutomationPlatform.UnitTests.Docs;

/// <summary>The pages about engines show the settings and the meaning of statuses as the code has them.</summary>
public class EnginePageTests
{
    private static readonly Dictionary<string, (IReadOnlyList<EngineSetting> Settings, StatusMap Statuses)> Adapters =
        new()
        {
            ["airflow"] = (new AirflowAdapter().Type.Settings, AirflowAdapter.Statuses),
            ["argo"] = (new ArgoAdapter().Type.Settings, ArgoAdapter.Statuses),
            ["jenkins"] = (new JenkinsAdapter().Type.Settings, JenkinsAdapter.Statuses),
            ["slurm"] = (new SlurmAdapter().Type.Settings, SlurmAdapter.Statuses),
            ["webhook"] = (new WebhookAdapter().Type.Settings, WebhookAdapter.Statuses),
        };

    public static TheoryData<string> Types => [.. Adapters.Keys];

    [Theory]
    [MemberData(nameof(Types))]
    public void The_page_of_an_engine_shows_its_settings(string type) =>
        Shows($"engines/{type}.md", "settings", Table(Adapters[type].Settings));

    [Theory]
    [MemberData(nameof(Types))]
    public void The_page_of_an_engine_shows_what_its_words_mean(string type) =>
        Shows($"engines/{type}.md", "statuses", Table(Adapters[type].Statuses));

    [Fact]
    public void The_page_about_engines_shows_the_settings_that_all_have() =>
        Shows("engines.md", "settings", Table(EngineSettings.OfEveryType));

    [Fact]
    public void Every_type_of_engine_has_a_page_and_is_offered_by_the_command()
    {
        var types = new EngineCatalog().Types.Select(type => type.Name).ToList();
        Assert.Equal(Adapters.Keys.Order(StringComparer.Ordinal), types);
        Assert.Equal(types, DocumentPage.Open("engines.md").Rows().Select(row => row.Key).Intersect(types));
        var help = SourceTree.Read("tests/AutomationPlatform.UnitTests/Cli/Golden/Help/apc-engines-add.txt");
        Assert.All(types, type => Assert.Contains(type, help, StringComparison.Ordinal));
    }

    private static void Shows(string page, string part, string expected, [CallerFilePath] string caller = "")
    {
        var shown = DocumentPage.Open(page).Generated(part);
        if (Environment.GetEnvironmentVariable("APC_UPDATE_GOLDEN") == "1" && shown is not null)
        {
            var path = Path.Combine(Path.GetDirectoryName(caller)!, "..", "..", "..", "docs", page);
            var begin = $"<!-- generated: {part} -->\n";
            File.WriteAllText(path, File.ReadAllText(path).Replace(begin + shown, begin + expected));
            shown = expected;
        }
        Assert.True(
            shown == expected,
            $"docs/{page} differs from the code: put this between its markers\n\n{expected}"
        );
    }

    private static string Table(IReadOnlyList<EngineSetting> settings)
    {
        var table = new StringBuilder("| setting | says |\n|---|---|\n");
        foreach (var setting in settings)
            table.Append($"| `{setting.Name}` | {setting.Description}{(setting.IsRequired ? "; required" : "")} |\n");
        return table.ToString();
    }

    private static string Table(StatusMap statuses)
    {
        var table = new StringBuilder("| word | status |\n|---|---|\n");
        foreach (var (word, status) in statuses.Rows)
            table.Append($"| `{word}` | {status.Name()} |\n");
        return table.ToString();
    }
}

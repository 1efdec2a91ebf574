using System.Xml.Linq;

namespace AutomationPlatform.UnitTests.Architecture;

/// <summary>Dependencies between projects go one way: a project is a layer.</summary>
public class LayerTests
{
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["JsonSchema"] = [],
        ["Domain"] = ["JsonSchema"],
        ["Application"] = ["Domain"],
        ["Infrastructure"] = ["Application"],
        ["Engines"] = ["Application"],
        ["Testing"] = ["Application", "Infrastructure"],
        ["Server"] = ["Application", "Infrastructure", "Engines"],
        ["Cli"] = ["Application", "Infrastructure", "Engines", "Server"],
    };

    private static readonly string[] WithoutPackages = ["JsonSchema", "Domain"];

    [Fact]
    public void Each_layer_knows_only_the_layers_below_it() =>
        Law.Holds(Projects().SelectMany(path => Violations(path, SourceTree.Read(path))));

    [Fact]
    public void A_reference_upwards_is_found() =>
        Law.Finds(
            1,
            Violations(
                "src/AutomationPlatform.Domain/AutomationPlatform.Domain.csproj",
                """<Project><ItemGroup><ProjectReference Include="../AutomationPlatform.Cli/AutomationPlatform.Cli.csproj" /></ItemGroup></Project>"""
            )
        );

    [Fact]
    public void A_package_of_the_domain_is_found() =>
        Law.Finds(
            1,
            Violations(
                "src/AutomationPlatform.Domain/AutomationPlatform.Domain.csproj",
                """<Project><ItemGroup><PackageReference Include="Npgsql" /></ItemGroup></Project>"""
            )
        );

    [Fact]
    public void A_project_that_the_law_does_not_know_is_found() =>
        Law.Finds(1, Violations("src/AutomationPlatform.Odd/AutomationPlatform.Odd.csproj", "<Project/>"));

    private static IEnumerable<string> Projects() => SourceTree.Files("src", "*.csproj");

    private static IEnumerable<Violation> Violations(string path, string text)
    {
        var layer = Layer(path);
        if (!Allowed.TryGetValue(layer, out var allowed))
        {
            yield return new(path, $"{layer} is no known layer", "say in LayerTests.Allowed what it may know");
            yield break;
        }
        var project = XDocument.Parse(text);
        foreach (var known in Includes(project, "ProjectReference").Select(Layer).Except(allowed))
            yield return new(
                path,
                $"{layer} knows {known}",
                $"it may know {Words(allowed)}: turn the dependency round"
            );
        if (WithoutPackages.Contains(layer))
            foreach (var package in Includes(project, "PackageReference"))
                yield return new(
                    path,
                    $"{layer} uses {package}",
                    "it stays free of packages: put that into Infrastructure"
                );
    }

    private static IEnumerable<string> Includes(XDocument project, string element) =>
        project.Descendants(element).Select(reference => (string?)reference.Attribute("Include") ?? "");

    private static string Layer(string path) =>
        Path.GetFileNameWithoutExtension(path).Replace("AutomationPlatform.", "");

    private static string Words(string[] layers) => layers.Length == 0 ? "nothing" : string.Join(", ", layers);
}

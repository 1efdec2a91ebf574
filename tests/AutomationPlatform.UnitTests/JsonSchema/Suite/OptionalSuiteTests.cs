using System.Globalization;
using System.Text;
using AutomationPlatform.JsonSchema;
using Xunit;

namespace AutomationPlatform.UnitTests.JsonSchema.Suite;

public sealed class OptionalSuiteTests(ITestOutputHelper output)
{
    public static bool SuiteIsPresent => OfficialSuite.IsPresent;

    [Theory(SkipUnless = nameof(SuiteIsPresent), Skip = OfficialSuite.Absent)]
    [InlineData(Draft.V7)]
    [InlineData(Draft.V201909)]
    [InlineData(Draft.V202012)]
    public void Every_optional_test_passes_or_has_a_reason_not_to(Draft draft)
    {
        var results = OfficialSuite
            .Cases(draft, "optional")
            .Select(test => (test.Name, Failure: test.Failure(assertFormat: false)))
            .Concat(
                OfficialSuite
                    .Cases(draft, Path.Combine("optional", "format"))
                    .Select(test => (test.Name, Failure: test.Failure(assertFormat: true)))
            )
            .ToList();
        Report(draft, results);
        var unexpected = results.Where(result =>
            (result.Failure is null) == KnownGaps.Reasons.ContainsKey(result.Name)
        );
        Assert.Empty(unexpected);
    }

    [Fact(SkipUnless = nameof(SuiteIsPresent), Skip = OfficialSuite.Absent)]
    public void No_known_gap_is_of_a_test_that_is_no_longer_there()
    {
        var names = Enum.GetValues<Draft>()
            .SelectMany(draft =>
                OfficialSuite
                    .Cases(draft, "optional")
                    .Concat(OfficialSuite.Cases(draft, Path.Combine("optional", "format")))
            )
            .Select(test => test.Name)
            .ToHashSet(StringComparer.Ordinal);
        Assert.Empty(KnownGaps.Reasons.Keys.Except(names));
    }

    private void Report(Draft draft, List<(string Name, string? Failure)> results)
    {
        var table = new StringBuilder();
        foreach (var file in results.GroupBy(result => result.Name[..result.Name.IndexOf(':')]))
        {
            var passed = file.Count(result => result.Failure is null);
            table.AppendLine(
                CultureInfo.InvariantCulture,
                $"| {OfficialSuite.FolderOf(draft)} | {file.Key} | {passed} | {file.Count()} |"
            );
        }
        var summary =
            $"JSON Schema suite, {OfficialSuite.FolderOf(draft)} optional: {results.Count(result => result.Failure is null)} of {results.Count} passed";
        output.WriteLine(table.ToString());
        foreach (
            var gap in results.Where(result => result.Failure is not null).GroupBy(result => ReasonFor(result.Name))
        )
            output.WriteLine($"{gap.Count()} do not pass: {gap.Key}");
        output.WriteLine(summary);
        Console.WriteLine(summary);
    }

    private static string ReasonFor(string name) =>
        KnownGaps.Reasons.GetValueOrDefault(name, $"no reason known, {name}");
}

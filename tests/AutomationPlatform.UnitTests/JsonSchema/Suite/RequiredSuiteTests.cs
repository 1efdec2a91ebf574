using AutomationPlatform.JsonSchema;
using Xunit;

namespace AutomationPlatform.UnitTests.JsonSchema.Suite;

public sealed class RequiredSuiteTests(ITestOutputHelper output)
{
    public static bool SuiteIsPresent => OfficialSuite.IsPresent;

    [Theory(SkipUnless = nameof(SuiteIsPresent), Skip = OfficialSuite.Absent)]
    [InlineData(Draft.V7)]
    [InlineData(Draft.V201909)]
    [InlineData(Draft.V202012)]
    public void Every_required_test_of_the_official_suite_passes(Draft draft)
    {
        var cases = OfficialSuite.Cases(draft, "").ToList();
        var failures = cases
            .Select(test => (test.Name, Failure: test.Failure(assertFormat: false)))
            .Where(result => result.Failure is not null)
            .ToList();
        var summary =
            $"JSON Schema suite, {OfficialSuite.FolderOf(draft)}: {cases.Count - failures.Count} of {cases.Count} passed";
        output.WriteLine(summary);
        TestContext.Current.SendDiagnosticMessage(summary);
        Console.WriteLine(summary);
        Assert.Empty(failures);
    }
}

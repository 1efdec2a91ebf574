using AutomationPlatform.UnitTests.Architecture;
using Xunit;

namespace AutomationPlatform.UnitTests.Docs;

public class ReadmeTests
{
    [Fact]
    public void The_program_in_the_readme_is_the_one_that_is_compiled_and_run()
    {
        var program = SourceTree.Read("samples/embedding/Program.cs");
        var shown = program.Split("// <readme>\n")[1].Split("// </readme>")[0].Trim();

        Assert.Contains($"```csharp\n{shown}\n```", SourceTree.Read("README.md"), StringComparison.Ordinal);
    }
}

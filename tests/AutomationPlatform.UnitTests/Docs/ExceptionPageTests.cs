using System.Reflection;
using System.Runtime.CompilerServices;
using AutomationPlatform.Application;
using AutomationPlatform.Cli;
using AutomationPlatform.Domain;

namespace AutomationPlatform.UnitTests.Docs;

/// <summary>The page about exceptions tells all of them: family, facts, and the exit code that the program gives.</summary>
public class ExceptionPageTests
{
    private static readonly Type[] Exceptions =
    [
        .. new[] { typeof(DomainException).Assembly, typeof(ConflictException).Assembly }
            .SelectMany(assembly => assembly.GetExportedTypes())
            .Where(type => type.IsAssignableTo(typeof(Exception))),
    ];

    public static TheoryData<string> Names => [.. Exceptions.Select(type => type.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_exception_is_on_the_page_with_its_family_facts_and_exit_code(string name)
    {
        var type = Exceptions.Single(exception => exception.Name == name);
        var facts = type.GetProperties(BindingFlags.Instance | BindingFlags.Public | BindingFlags.DeclaredOnly)
            .Select(property => property.Name)
            .Order(StringComparer.Ordinal);

        var row = DocumentPage.Open("exceptions.md").Row(name);

        Assert.Equal([type.BaseType!.Name], DocumentPage.Names(row[1]));
        Assert.Equal(facts, DocumentPage.Names(row[3]));
        Assert.Equal(ExpectedExit(type), row[4]);
    }

    [Fact]
    public void The_page_tells_of_no_exception_that_is_not_there() =>
        Assert.Equal(
            Exceptions.Select(type => type.Name).Order(StringComparer.Ordinal),
            DocumentPage.Open("exceptions.md").Rows().Select(row => row.Key).Order(StringComparer.Ordinal)
        );

    // The mapping looks at the type alone, so nothing of the exception needs to be filled.
    private static string ExpectedExit(Type type) =>
        type.IsAbstract ? "—" : $"{ExitCode.Of((Exception)RuntimeHelpers.GetUninitializedObject(type))}";
}

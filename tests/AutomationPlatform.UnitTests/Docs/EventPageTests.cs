using System.Reflection;
using AutomationPlatform.Application.Events;
using AutomationPlatform.Domain;

namespace AutomationPlatform.UnitTests.Docs;

/// <summary>The page about events tells all of them, each with exactly its fields.</summary>
public class EventPageTests
{
    public static TheoryData<string> Events =>
        [.. typeof(DomainEvent).Assembly.GetTypes().Where(IsEvent).Select(type => type.FullName!)];

    [Theory]
    [MemberData(nameof(Events))]
    public void Every_event_is_on_the_page_with_its_fields(string name)
    {
        var type = typeof(DomainEvent).Assembly.GetType(name, throwOnError: true)!;
        var fields = type.GetProperties(BindingFlags.Instance | BindingFlags.Public | BindingFlags.DeclaredOnly)
            .Select(property => property.Name)
            .Order(StringComparer.Ordinal);

        var row = DocumentPage.Open("events.md").Row(type.Name);

        Assert.Equal(fields, DocumentPage.Names(row[2]));
    }

    [Fact]
    public void The_page_tells_of_no_event_that_is_not_there()
    {
        var known = typeof(DomainEvent).Assembly.GetTypes().Where(IsEvent).Select(type => type.Name);

        Assert.Equal(
            known.Order(StringComparer.Ordinal),
            Keys().Where(key => !IsCatalogued(key)).Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public void Its_catalogue_is_that_of_the_outbox_with_the_fields_of_each_type()
    {
        var page = DocumentPage.Open("events.md");

        Assert.Equal(EventCatalogue.All.Select(each => each.Name), Keys().Where(IsCatalogued));
        Assert.All(
            EventCatalogue.All,
            each => Assert.Equal(each.Data.Order(StringComparer.Ordinal), DocumentPage.Names(page.Row(each.Name)[2]))
        );
    }

    [Fact]
    public void A_row_is_read_with_its_empty_cells()
    {
        var row = new DocumentPage("| `A` | | `X`, `B` |\n| `A` and more | |\n").Row("A");

        Assert.Equal(["`A`", "", "`X`, `B`"], row);
        Assert.Equal(["B", "X"], DocumentPage.Names(row[2]));
    }

    private static IEnumerable<string> Keys() => DocumentPage.Open("events.md").Rows().Select(row => row.Key);

    private static bool IsCatalogued(string key) => key.StartsWith("apc.", StringComparison.Ordinal);

    // The root belongs to the page too: it has the field that all of them have.
    private static bool IsEvent(Type type) => type.IsAssignableTo(typeof(DomainEvent));
}

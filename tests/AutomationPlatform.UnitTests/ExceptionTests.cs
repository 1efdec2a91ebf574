using AutomationPlatform.Domain;

namespace AutomationPlatform.UnitTests;

/// <summary>Errors carry facts, and their messages name the thing, the field and the remedy.</summary>
public class ExceptionTests
{
    [Fact]
    public void A_refused_value_names_entity_field_and_reason()
    {
        var refusal = new ValidationException("Automation", "Name", "must not be empty; give 1 to 200 characters");

        Assert.Equal("Automation.Name: must not be empty; give 1 to 200 characters", refusal.Message);
        Assert.IsAssignableFrom<DomainException>(refusal);
    }

    [Theory]
    [InlineData(null, "Run 7 is COMPLETED: Cancel is not allowed.")]
    [InlineData("it has ended", "Run 7 is COMPLETED: Cancel is not allowed; it has ended.")]
    public void A_refused_verb_names_entity_state_and_operation(string? remedy, string message)
    {
        var refusal = new InvalidStateException("Run", "7", "COMPLETED", "Cancel", remedy);

        Assert.Equal(message, refusal.Message);
        Assert.Equal(
            ("Run", "7", "COMPLETED", "Cancel"),
            (refusal.Entity, refusal.Id, refusal.CurrentState, refusal.Operation)
        );
    }

    [Fact]
    public void A_missing_row_is_named()
    {
        var refusal = new EntityNotFoundException("Batch", "7");

        Assert.Equal(("Batch", "7"), (refusal.Entity, refusal.Id));
        Assert.StartsWith("Batch 7 was not found", refusal.Message);
    }

    [Fact]
    public void A_duplicate_names_constraint_and_values()
    {
        var cause = new InvalidOperationException();
        var refusal = new DuplicateEntityException(
            "Automation",
            "ux_automation_name",
            new Dictionary<string, string> { ["name"] = "Import" },
            cause
        );

        Assert.Equal(
            ("Automation", "ux_automation_name", "Import"),
            (refusal.Entity, refusal.Constraint, refusal.Values["name"])
        );
        Assert.Contains("name = Import (ux_automation_name)", refusal.Message);
        Assert.Same(cause, refusal.InnerException);
    }

    [Theory]
    [InlineData(5, "version 3 was expected, 5 was found")]
    [InlineData(null, "version 3 was expected, but the row is gone")]
    public void A_stale_row_names_both_versions(int? actual, string words)
    {
        var refusal = new ConcurrencyException("Run", "7", 3, actual);

        Assert.Equal((3, actual), (refusal.ExpectedVersion, refusal.ActualVersion));
        Assert.Contains(words, refusal.Message);
        Assert.EndsWith("load it again and repeat the change.", refusal.Message);
    }

    [Fact]
    public void A_referenced_row_names_who_refers_to_it()
    {
        var refusal = new ReferencedEntityException("Batch", "7", "run 9", "deactivate it instead");

        Assert.Equal("Batch 7 is still used by run 9; deactivate it instead.", refusal.Message);
        Assert.IsAssignableFrom<RepositoryException>(refusal);
    }
}

using System.CommandLine;
using AutomationPlatform.Application;
using AutomationPlatform.Application.Execution;
using AutomationPlatform.Cli.Console;
using AutomationPlatform.Domain.Execution;

namespace AutomationPlatform.Cli.Items;

/// <summary>What the commands share that start and answer one item of a run handed to an engine.</summary>
internal static class DelegatedItem
{
    internal static Argument<string> Id() =>
        new("ID")
        {
            Description = "The item execution: its id, or an unambiguous beginning or end of at least 8 characters",
        };

    internal static Option<int?> Fence()
    {
        var option = NumberOption.Create("--fence", "What `items start` printed; it tells this attempt from others", 1);
        option.Required = true;
        return option;
    }

    internal static Option<string> Required(string name, string value, string description)
    {
        var option = new Option<string>(name)
        {
            Description = description,
            HelpName = value,
            Required = true,
        };
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && string.IsNullOrWhiteSpace(result.Tokens[^1].Value))
                result.AddError($"{name} must not be empty");
        });
        return option;
    }

    /// <summary>The one item execution of this id.</summary>
    /// <exception cref="NotFoundException">There is none.</exception>
    /// <exception cref="InvalidInputException">It is an item's id, and the item has several executions.</exception>
    internal static async Task<ItemExecutionId> ResolveAsync(
        IRunReader runs,
        string idPart,
        CancellationToken cancellationToken
    )
    {
        var found = await runs.GetItemAsync(idPart, cancellationToken);
        return found is [var only]
            ? only.Summary.Id
            : throw new InvalidInputException(
                $"{idPart} is an item with {found.Count} executions; give the id of one: apc items show {idPart}"
            );
    }

    internal static void Tell(Invocation call, ItemExecutionId item, ExecutionStatus status)
    {
        if (call.Json)
            call.WriteJson(new AnsweredItemDocument(item.Value, status.Name()));
        else
            call.Terminal.Say($"Item execution {item} is {status.Name()}.");
    }
}

/// <summary>What <c>items complete</c> and <c>items fail</c> say with <c>--json</c>.</summary>
internal sealed record AnsweredItemDocument(Guid ItemExecutionId, string Status);

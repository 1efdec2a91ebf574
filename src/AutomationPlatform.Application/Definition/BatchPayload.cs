using AutomationPlatform.Domain;
using AutomationPlatform.Domain.Definition;

namespace AutomationPlatform.Application.Definition;

/// <summary>Checks a batch's payload against the definition's batch schema.</summary>
internal static class BatchPayload
{
    /// <summary>Refuses a payload that the schema does not admit.</summary>
    /// <exception cref="InvalidInputException">It is absent although there is a schema, or it breaks rules; all are said.</exception>
    internal static void Check(string batch, Payload? payload, DefinitionContent content)
    {
        if (content.BatchSchema is not { } schema)
            return;
        if (payload is null)
            throw new InvalidInputException(
                $"batch '{batch}': has no payload, but the automation has a batchSchema; "
                    + "give it by --batch-payload or by payload: beside the input file"
            );
        var result = schema.Validate(payload);
        if (!result.Valid)
            throw new InvalidInputException(
                $"batch '{batch}': its payload breaks the batchSchema: {string.Join("; ", result.Errors)}"
            );
    }
}

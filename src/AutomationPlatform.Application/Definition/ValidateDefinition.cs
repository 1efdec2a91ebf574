using AutomationPlatform.Domain;

namespace AutomationPlatform.Application.Definition;

/// <summary>What checking a definition and its data found.</summary>
/// <param name="Definition">The definition, which is right.</param>
/// <param name="Warnings">Keywords of its schemas that look mistyped.</param>
/// <param name="Rows">The rows that were read.</param>
/// <param name="Rejects">Those that would be rejected.</param>
public sealed record ValidatedDefinition(
    AutomationFile Definition,
    IReadOnlyList<string> Warnings,
    long Rows,
    RejectReport Rejects
);

/// <summary>Checks a definition and data without touching the database. Thread-safe.</summary>
public sealed class ValidateDefinition(IAutomationFiles automationFiles, IInputFiles inputFiles)
{
    /// <summary>Reads the definition, checks the batch payloads it names, then every row of the input.</summary>
    /// <param name="path">The automation file.</param>
    /// <param name="inputs">Input files to check; empty takes those the definition names.</param>
    /// <param name="mappings">Where CSV columns go.</param>
    /// <param name="progress">Told of the rows read.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="InvalidInputException">The definition, a batch payload or an input file is broken. Rejected rows are
    /// no exception: they are in the result.</exception>
    /// <exception cref="NotFoundException">A file does not exist.</exception>
    public async Task<ValidatedDefinition> ExecuteAsync(
        string path,
        IReadOnlyList<string> inputs,
        IReadOnlyList<ColumnMapping> mappings,
        IProgress<ImportProgress>? progress,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(inputs);
        var definition = await automationFiles.ReadAsync(path, cancellationToken);
        var settings = definition.Content.Settings;
        foreach (var input in settings.Inputs)
            BatchPayload.Check(input.BatchName, input.Payload, definition.Content);
        var files = inputs.Count > 0 ? inputs : [.. settings.Inputs.Select(input => input.PathIn(settings.Directory))];
        var row = new RowInput(files, definition.Content, mappings, SkipsRejects: false, WriteRejectedRows: false);
        using var source = new RowSource(inputFiles, row, progress);
        await foreach (var _ in source.ReadAsync(0, cancellationToken)) { }
        return new ValidatedDefinition(
            definition,
            DefinitionWarnings.Of(definition.Content),
            source.Rows,
            source.Report
        );
    }
}

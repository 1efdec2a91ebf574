using AutomationPlatform.Domain.Definition;

namespace AutomationPlatform.Application.Definition;

/// <summary>An automation as a file defines it, with its schemas inlined.</summary>
/// <param name="Path">The file it was read from, for errors.</param>
/// <param name="Name">Its name.</param>
/// <param name="Description">What it is for.</param>
/// <param name="Content">Its schemas and settings.</param>
public sealed record AutomationFile(string Path, string Name, string? Description, DefinitionContent Content);

/// <summary>Reads and writes automation files.</summary>
public interface IAutomationFiles
{
    /// <summary>The automation files that a path means: the file itself; of a directory its own <c>automation.yaml</c>
    /// (or <c>.yml</c>, <c>.json</c>), else those one level below, by name.</summary>
    /// <exception cref="NotFoundException">There is no such path, or no automation file in it.</exception>
    IReadOnlyList<string> Find(string path);

    /// <summary>Reads one automation file and the schema files it names.</summary>
    /// <exception cref="NotFoundException">The file or a schema file does not exist.</exception>
    /// <exception cref="InvalidInputException">It is not a definition; the message says <c>file:line:column</c>, what is
    /// wrong and what to do.</exception>
    Task<AutomationFile> ReadAsync(string path, CancellationToken cancellationToken);

    /// <summary>Writes an automation as YAML that reads back to the same definition, schemas inline.</summary>
    /// <remarks>The directory is left out: it is where the file will lie.</remarks>
    string Write(string name, string? description, DefinitionContent content);

    /// <summary>Writes a new directory with a definition, a schema, sample rows and a handler that runs at once.</summary>
    /// <returns>The files written, relative to <paramref name="directory"/>.</returns>
    /// <exception cref="ConflictException">The directory exists and is not empty, or a file stands there.</exception>
    /// <exception cref="InvalidInputException">The directory cannot be written, or its name cannot name an automation.</exception>
    IReadOnlyList<string> WriteTemplate(string directory);
}

using System.Text;
using System.Text.Json;
using AutomationPlatform.Application;
using AutomationPlatform.Application.Definition;
using AutomationPlatform.Domain;
using AutomationPlatform.Domain.Definition;

namespace AutomationPlatform.Infrastructure.Definition;

/// <summary>Automation files on disk. Thread-safe.</summary>
public sealed class AutomationFiles : IAutomationFiles
{
    internal const string Name = "name";
    internal const string Description = "description";
    internal const string BatchSchema = "batchSchema";
    internal const string ItemSchema = "itemSchema";

    /// <summary>Every key of an automation file.</summary>
    internal static readonly string[] Keys = [Name, Description, BatchSchema, ItemSchema, .. SettingsReader.FileKeys];

    private static readonly string[] FileNames = ["automation.yaml", "automation.yml", "automation.json"];

    // Throws on bytes that are not UTF-8 instead of replacing them.
    private static readonly UTF8Encoding StrictUtf8 = new(
        encoderShouldEmitUTF8Identifier: false,
        throwOnInvalidBytes: true
    );

    /// <inheritdoc/>
    public IReadOnlyList<string> Find(string path)
    {
        if (File.Exists(path))
            return [path];
        if (!Directory.Exists(path))
            throw new NotFoundException($"{path}: there is no such file or directory; check the path");
        if (OwnFile(path) is { } own)
            return [own];
        string[] below =
        [
            .. Directory.EnumerateDirectories(path).Order(StringComparer.Ordinal).Select(OwnFile).OfType<string>(),
        ];
        if (below.Length == 0)
            throw new NotFoundException(
                $"{path}: holds no automation.yaml, nor does a directory in it; write one or begin with apc init"
            );
        return below.Length <= DefinitionLimits.FilesPerDirectory
            ? below
            : throw new InvalidInputException(
                $"{path}: holds {below.Length} automations; apply at most {DefinitionLimits.FilesPerDirectory} at once"
            );
    }

    /// <inheritdoc/>
    public async Task<AutomationFile> ReadAsync(string path, CancellationToken cancellationToken)
    {
        var root = await ReadNodesAsync(path, cancellationToken);
        var directory = Path.GetDirectoryName(Path.GetFullPath(path))!;
        CheckTop(root);
        var content = new DefinitionContent(
            await ReadSchemaAsync(root[BatchSchema], path, cancellationToken),
            await ReadSchemaAsync(root[ItemSchema], path, cancellationToken),
            SettingsReader.Read(root) with
            {
                Directory = directory,
            }
        );
        return new AutomationFile(path, ReadName(root), root[Description]?.Text(), content);
    }

    /// <inheritdoc/>
    public string Write(string name, string? description, DefinitionContent content) =>
        AutomationFileWriter.Write(name, description, content);

    /// <inheritdoc/>
    public IReadOnlyList<string> WriteTemplate(string directory) => AutomationTemplate.Write(directory);

    private static void CheckTop(DefinitionNode root)
    {
        if (root.Kind == NodeKind.Null)
            throw root.Error("the file is empty; write at least name: and handler:");
        root.Mapping(Keys);
        if (root[SettingsReader.Handler] is { } handler && HandlerReader.Read(handler) is null)
            throw handler.Error($"names no kind; give exactly one of {string.Join(", ", HandlerReader.Kinds)}");
    }

    private static string ReadName(DefinitionNode root)
    {
        var node = root[Name] ?? throw root.Error("name is missing; write for instance name: Customer import");
        var name = node.RequiredText().Trim();
        if (name.Length == 0)
            throw node.Error("is empty; write a text");
        return name.Length <= Automation.NameLimit
            ? name
            : throw node.Error($"is {name.Length} characters long; write 1 to {Automation.NameLimit}");
    }

    private static async Task<Schema?> ReadSchemaAsync(
        DefinitionNode? node,
        string path,
        CancellationToken cancellationToken
    )
    {
        if (node is null)
            return null;
        var source = node;
        if (node.Kind == NodeKind.Text)
        {
            var schemaPath = Path.Combine(Path.GetDirectoryName(path) ?? "", node.RequiredText());
            if (!File.Exists(schemaPath))
                throw new NotFoundException(node.Error($"the schema file {schemaPath} does not exist").Message);
            source = await ReadNodesAsync(schemaPath, cancellationToken);
        }
        try
        {
            return new Schema(source.Json());
        }
        catch (ValidationException cause)
        {
            throw new InvalidInputException(
                DefinitionNode.Error(source.Origin, node.Path, $"is not a valid JSON Schema: {cause.Reason}").Message,
                cause
            );
        }
    }

    private static async Task<DefinitionNode> ReadNodesAsync(string path, CancellationToken cancellationToken)
    {
        var text = await ReadTextAsync(path, cancellationToken);
        return Path.GetExtension(path).Equals(".json", StringComparison.OrdinalIgnoreCase)
            ? JsonDefinition.Parse(path, text)
            : YamlDefinition.Parse(path, text);
    }

    private static async Task<string> ReadTextAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            await using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            // A pipe or a growing file has no length to trust: read one byte more than is allowed.
            var buffer = new byte[DefinitionLimits.FileBytes + 1];
            var length = await stream.ReadAtLeastAsync(
                buffer,
                buffer.Length,
                throwOnEndOfStream: false,
                cancellationToken
            );
            if (length > DefinitionLimits.FileBytes)
                throw new InvalidInputException(
                    $"{path}: is larger than {DefinitionLimits.FileBytes} bytes; shorten it"
                );
            var bytes = buffer.AsSpan(0, length);
            return StrictUtf8.GetString(bytes.StartsWith(Encoding.UTF8.Preamble) ? bytes[3..] : bytes);
        }
        catch (DecoderFallbackException cause)
        {
            throw new InvalidInputException(
                $"{path}: byte {cause.Index + 1} is not UTF-8; save the file as UTF-8",
                cause
            );
        }
        catch (FileNotFoundException)
        {
            throw new NotFoundException($"{path}: there is no such file; check the path");
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException($"{path}: cannot be read: {cause.Message}", cause);
        }
    }

    private static string? OwnFile(string directory) =>
        Array.Find([.. FileNames.Select(name => Path.Combine(directory, name))], File.Exists);
}

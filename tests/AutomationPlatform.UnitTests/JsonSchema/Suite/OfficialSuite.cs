using System.Runtime.CompilerServices;
using System.Text.Json;
using AutomationPlatform.JsonSchema;

namespace AutomationPlatform.UnitTests.JsonSchema.Suite;

/// <summary>Reads the official test suite, which stands beside the repository and is not part of it.</summary>
internal static class OfficialSuite
{
    public const string Absent = "../shared/json-schema-test-suite is absent";

    private const string RemotesUri = "http://localhost:1234/";

    public static string Root { get; } =
        Path.GetFullPath(Path.Combine(Repository.Root, "..", "shared", "json-schema-test-suite"));

    public static bool IsPresent => Directory.Exists(Root);

    public static SchemaRegistry Remotes { get; } = IsPresent ? ReadRemotes() : SchemaRegistry.Empty;

    /// <summary>The cases of a draft's folder, without its subfolders.</summary>
    public static IEnumerable<SuiteCase> Cases(Draft draft, string folder)
    {
        var start = Path.Combine(Root, "tests", FolderOf(draft), folder);
        foreach (var file in Directory.EnumerateFiles(start, "*.json").Order(StringComparer.Ordinal))
        {
            var name = Path.Combine(folder, Path.GetFileNameWithoutExtension(file));
            foreach (var group in Read(file).EnumerateArray())
            {
                foreach (var test in group.GetProperty("tests").EnumerateArray())
                    yield return SuiteCase.Of(draft, name, group, test);
            }
        }
    }

    public static string FolderOf(Draft draft) =>
        draft switch
        {
            Draft.V7 => "draft7",
            Draft.V201909 => "draft2019-09",
            _ => "draft2020-12",
        };

    private static SchemaRegistry ReadRemotes()
    {
        var remotes = Path.Combine(Root, "remotes");
        return SchemaRegistry.Of(
            Directory
                .EnumerateFiles(remotes, "*.json", SearchOption.AllDirectories)
                .Select(file =>
                    KeyValuePair.Create(RemotesUri + Path.GetRelativePath(remotes, file).Replace('\\', '/'), Read(file))
                )
        );
    }

    private static JsonElement Read(string file) => JsonElement.Parse(File.ReadAllBytes(file));
}

/// <summary>One value and whether it fits one schema.</summary>
internal sealed record SuiteCase(Draft Draft, string Name, JsonElement Schema, JsonElement Data, bool IsValid)
{
    public static SuiteCase Of(Draft draft, string file, JsonElement group, JsonElement test) =>
        new(
            draft,
            $"{file}: {group.GetProperty("description").GetString()}: {test.GetProperty("description").GetString()}",
            group.GetProperty("schema"),
            test.GetProperty("data"),
            test.GetProperty("valid").GetBoolean()
        );

    /// <summary>Null when the answer is right in every mode, else what went wrong.</summary>
    public string? Failure(bool assertFormat)
    {
        try
        {
            var options = new SchemaOptions
            {
                DefaultDraft = Draft,
                Registry = OfficialSuite.Remotes,
                AssertFormat = assertFormat,
            };
            var schema = CompiledSchema.Compile(Schema, options);
            if (schema.IsValid(Data) != IsValid)
                return $"expected {IsValid}";
            return schema.Evaluate(Data).IsValid == IsValid
                ? null
                : $"expected {IsValid} when all violations are listed";
        }
        catch (Exception exception) when (exception is InvalidSchemaException or SchemaLimitExceededException)
        {
            return exception.Message;
        }
    }
}

using System.Text.Json;
using System.Text.Json.Serialization;
using AutomationPlatform.Cli.Runs;

namespace AutomationPlatform.Cli.Console;

/// <summary>How every document of <c>--json</c> is written, made at compile time so that nothing is reflected upon at start.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(VersionDocument))]
[JsonSerializable(typeof(RunDocument))]
[JsonSerializable(typeof(EndedRunDocument))]
[JsonSerializable(typeof(IReadOnlyList<ListedRunDocument>))]
[JsonSerializable(typeof(IReadOnlyList<RunErrorDocument>))]
[JsonSerializable(typeof(IReadOnlyList<HandlerLogDocument>))]
[JsonSerializable(typeof(ChangedRunDocument))]
internal sealed partial class Documents : JsonSerializerContext;

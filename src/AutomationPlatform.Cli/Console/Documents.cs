using System.Text.Json;
using System.Text.Json.Serialization;

namespace AutomationPlatform.Cli.Console;

/// <summary>How every document of <c>--json</c> is written, made at compile time so that nothing is reflected upon at start.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(VersionDocument))]
internal sealed partial class Documents : JsonSerializerContext;

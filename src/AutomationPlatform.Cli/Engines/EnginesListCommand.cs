using AutomationPlatform.Cli.Console;

namespace AutomationPlatform.Cli.Engines;

/// <summary><c>apc engines list</c>.</summary>
internal sealed class EnginesListCommand : ApcCommand
{
    internal EnginesListCommand()
        : base(
            "list",
            "List engines by name, and how much is open in each. Credentials are shown as references only.",
            new Example("apc engines list", "the active ones")
        ) { }

    internal override async Task<int> ExecuteAsync(Invocation call, CancellationToken cancellationToken)
    {
        var platform = await call.OpenAsync(cancellationToken);
        var engines = await platform.Engines.ListAsync(cancellationToken);
        if (call.Json)
        {
            call.WriteJson<IReadOnlyList<ListedEngineDocument>>([.. engines.Select(ListedEngineDocument.Of)]);
            return ExitCode.Done;
        }
        if (engines.Count == 0)
        {
            call.Terminal.Note("No engines yet. Add one with: apc engines add NAME --type TYPE --url URL");
            return ExitCode.Done;
        }
        var table = new Listing("name", "type", "url", "credential", "#open", "settings", "trouble");
        foreach (var engine in engines)
            table.Add(
                engine.Connection.Name,
                engine.Connection.Type,
                engine.Connection.Url.AbsoluteUri,
                engine.Connection.Credential,
                engine.OpenInstances,
                string.Join(' ', engine.Connection.Settings.Select(set => $"{set.Key}={set.Value}")),
                engine.Trouble
            );
        table.WriteTo(call.Terminal.Output);
        return ExitCode.Done;
    }
}

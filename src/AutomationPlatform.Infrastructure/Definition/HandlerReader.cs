using AutomationPlatform.Domain;
using AutomationPlatform.Domain.Definition;

namespace AutomationPlatform.Infrastructure.Definition;

/// <summary>Binds <c>handler:</c>, exactly one kind and its environment.</summary>
internal static class HandlerReader
{
    internal const string Environment = "env";

    internal static readonly string[] Kinds = ["command", "worker", "http", "dotnet", "builtin", "remote", "engine"];

    private static readonly string[] Builtins = ["noop", "echo"];

    /// <summary>The handler; null when only an environment is given, as a stored definition may have it.</summary>
    internal static HandlerDefinition? Read(DefinitionNode node)
    {
        var given = node.Mapping([.. Kinds, Environment]).Members.Where(member => member.Name != Environment).ToList();
        if (given.Count > 1)
            throw node.Error($"has {string.Join(" and ", given.Select(member => member.Name))}; keep exactly one kind");
        return given.Count == 0 ? null : Read(given[0].Name, given[0].Node);
    }

    internal static ValueList<NamedValue> ReadEnvironment(DefinitionNode node) =>
        node[Environment] is { } environment ? ReadNamedValues(environment) : [];

    private static HandlerDefinition Read(string kind, DefinitionNode node) =>
        kind switch
        {
            "command" => new CommandHandlerDefinition(ReadCommand(node)),
            "worker" => new WorkerHandlerDefinition(ReadCommand(node)),
            "http" => ReadHttp(node.Mapping("url", "headers")),
            "dotnet" => ReadDotNet(node.Mapping("assembly", "type")),
            "builtin" => ReadBuiltin(node),
            "remote" => ReadRemote(node),
            _ => ReadEngine(node),
        };

    private static ValueList<string> ReadCommand(DefinitionNode node)
    {
        var words = node.Sequence();
        if (words.Count == 0)
            throw node.Error("is empty; write the program and its arguments, for instance [python3, handle.py]");
        return [words[0].RequiredText(), .. words.Skip(1).Select(word => word.Text())];
    }

    private static HttpHandlerDefinition ReadHttp(DefinitionNode node)
    {
        var text = Member(node, "url", "https://example.org/items");
        if (!Uri.TryCreate(text.Text(), UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
            throw text.Error("is no absolute http or https URL; write for instance https://example.org/items");
        if (url.UserInfo.Length > 0)
            throw text.Error("holds a user or password; send it by headers: {Authorization: \"env:NAME\"}");
        return new HttpHandlerDefinition(url, node["headers"] is { } headers ? ReadNamedValues(headers) : []);
    }

    private static DotNetHandlerDefinition ReadDotNet(DefinitionNode node) =>
        new(
            Member(node, "assembly", "Handlers.dll").RequiredText(),
            Member(node, "type", "Acme.CustomerHandler").RequiredText()
        );

    private static BuiltinHandlerDefinition ReadBuiltin(DefinitionNode node)
    {
        var name = node.Text();
        return Builtins.Contains(name)
            ? new BuiltinHandlerDefinition(name)
            : throw node.Error(NearestName.Unknown("handler", name, Builtins));
    }

    private static RemoteHandlerDefinition ReadRemote(DefinitionNode node)
    {
        if (node.Kind != NodeKind.Null && node.AnyMapping().Members.Count > 0)
            throw node.Error("has no keys of its own; write remote: {}");
        return new RemoteHandlerDefinition();
    }

    private static EngineHandlerDefinition ReadEngine(DefinitionNode node)
    {
        var name = Member(node.AnyMapping(), "name", "argo-prod").RequiredText();
        var others = node with { Members = [.. node.Members.Where(member => member.Name != "name")], Source = null };
        return new EngineHandlerDefinition(name, others.Payload());
    }

    // By name, because a JSON object has no order that a database would keep.
    private static ValueList<NamedValue> ReadNamedValues(DefinitionNode node) =>
        [
            .. node.AnyMapping()
                .Members.OrderBy(member => member.Name, StringComparer.Ordinal)
                .Select(member =>
                    member.Name.Length > 0 && !member.Name.Contains('\0') && !member.Name.Contains('=')
                        ? new NamedValue(member.Name, member.Node.Text())
                        : throw DefinitionNode.Error(member.Origin, node.Path, "a name is empty or holds = or U+0000")
                ),
        ];

    private static DefinitionNode Member(DefinitionNode node, string name, string example) =>
        node[name] ?? throw node.Error($"{name} is missing; write for instance {name}: {example}");
}

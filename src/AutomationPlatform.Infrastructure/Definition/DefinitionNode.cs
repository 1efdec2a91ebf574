using System.Globalization;
using System.Text.Json;
using AutomationPlatform.Application;
using AutomationPlatform.Application.Definition;
using AutomationPlatform.Domain;

namespace AutomationPlatform.Infrastructure.Definition;

internal enum NodeKind
{
    Mapping,
    Sequence,
    Text,
    Number,
    Boolean,
    Null,
}

/// <summary>A value of a definition and its place in the file, whether the file was YAML or stored JSON.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Origin">The file's name and, where known, <c>:line:column</c>.</param>
/// <param name="Path">The keys that lead to it, joined by dots; empty at the root.</param>
internal sealed record DefinitionNode(NodeKind Kind, string Origin, string Path)
{
    /// <summary>The scalar as it was written.</summary>
    internal string Written { get; init; } = "";

    /// <summary>A number as JSON spells it; of other scalars what <see cref="Written"/> says.</summary>
    internal string Value { get; init; } = "";

    internal IReadOnlyList<(string Name, string Origin, DefinitionNode Node)> Members { get; init; } = [];

    internal IReadOnlyList<DefinitionNode> Elements { get; init; } = [];

    /// <summary>The JSON it was read from, where it was JSON: its spelling is kept.</summary>
    internal string? Source { get; init; }

    /// <summary>The member of this name, or null when it is absent.</summary>
    internal DefinitionNode? this[string name] => Members.FirstOrDefault(member => member.Name == name).Node;

    internal InvalidInputException Error(string what) => Error(Origin, Path, what);

    internal static InvalidInputException Error(string origin, string path, string what) =>
        new($"{origin}: {(path.Length == 0 ? "" : path + ": ")}{what}");

    /// <summary>This node, which must be a mapping of known keys only.</summary>
    internal DefinitionNode Mapping(params ReadOnlySpan<string> known)
    {
        foreach (var (name, origin, _) in AnyMapping().Members)
            if (!known.Contains(name))
                throw Error(origin, Path, NearestName.Unknown("key", name, known));
        return this;
    }

    internal DefinitionNode AnyMapping()
    {
        if (Kind != NodeKind.Mapping)
            throw Error($"is {Describe()}; write a mapping of keys and values");
        if (Members.Count > DefinitionLimits.Members)
            throw Error($"has {Members.Count} keys; at most {DefinitionLimits.Members} are allowed");
        return this;
    }

    internal IReadOnlyList<DefinitionNode> Sequence()
    {
        if (Kind != NodeKind.Sequence)
            throw Error($"is {Describe()}; write a list, for instance [a, b]");
        if (Elements.Count > DefinitionLimits.Members)
            throw Error($"has {Elements.Count} elements; at most {DefinitionLimits.Members} are allowed");
        return Elements;
    }

    /// <summary>A text; an unquoted number or boolean counts as the text it was written as.</summary>
    internal string Text()
    {
        if (Kind is NodeKind.Mapping or NodeKind.Sequence or NodeKind.Null)
            throw Error($"is {Describe()}; write a text");
        if (Written.Length > DefinitionLimits.Text)
            throw Error($"is {Written.Length} characters long; at most {DefinitionLimits.Text} are allowed");
        if (Written.Contains('\0'))
            throw Error("holds the character U+0000; remove it");
        return Written;
    }

    internal string RequiredText() => Text() is { Length: > 0 } text ? text : throw Error("is empty; write a text");

    internal int Whole(int least, int most) =>
        Kind == NodeKind.Number
        && int.TryParse(Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
        && number >= least
        && number <= most
            ? number
            : throw Error($"is {Describe()}; write a whole number from {least} to {most}");

    internal TimeSpan Duration(TimeSpan least, TimeSpan most)
    {
        if (!DurationText.TryParse(Written, out var duration) || Kind != NodeKind.Text)
            throw Error($"is {Describe()}; write {DurationText.Form}");
        if (duration < least || duration > most)
            throw Error($"is {Written}; write {DurationText.Write(least)} to {DurationText.Write(most)}");
        return duration;
    }

    /// <summary>The node as a JSON value.</summary>
    internal Payload Payload()
    {
        try
        {
            return Domain.Payload.Parse(Json());
        }
        catch (PayloadException cause)
        {
            throw new InvalidInputException(Error(cause.Message).Message, cause);
        }
    }

    internal string Json() => Source ?? JsonText.Write(WriteTo);

    private void WriteTo(Utf8JsonWriter writer)
    {
        switch (Kind)
        {
            case NodeKind.Mapping:
                writer.WriteStartObject();
                foreach (var (name, _, node) in Members)
                {
                    writer.WritePropertyName(name);
                    node.WriteTo(writer);
                }
                writer.WriteEndObject();
                break;
            case NodeKind.Sequence:
                writer.WriteStartArray();
                foreach (var element in Elements)
                    element.WriteTo(writer);
                writer.WriteEndArray();
                break;
            case NodeKind.Text:
                writer.WriteStringValue(Written);
                break;
            default:
                writer.WriteRawValue(Value);
                break;
        }
    }

    /// <summary>What it is, for an error message; long texts are cut.</summary>
    internal string Describe() =>
        Kind switch
        {
            NodeKind.Mapping => "a mapping",
            NodeKind.Sequence => "a list",
            NodeKind.Null => "empty",
            _ => $"'{(Written.Length <= 40 ? Written : Written[..40] + "…")}'",
        };
}

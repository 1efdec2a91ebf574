namespace AutomationPlatform.Domain.Definition;

/// <summary>What does the work of one item; exactly one kind. A value, kept with the automation's settings.</summary>
/// <param name="Kind">The kind as the definition file spells it, for instance <c>command</c>.</param>
public abstract record HandlerDefinition(string Kind);

/// <summary>One process per item: the envelope on standard input, the result on standard output.</summary>
/// <param name="Command">The program and its arguments; at least the program.</param>
public sealed record CommandHandlerDefinition(ValueList<string> Command) : HandlerDefinition("command");

/// <summary>A long-lived process that reads envelopes and writes answers, one JSON line each.</summary>
/// <param name="Command">The program and its arguments; at least the program.</param>
public sealed record WorkerHandlerDefinition(ValueList<string> Command) : HandlerDefinition("worker");

/// <summary>A POST of the envelope to a service.</summary>
/// <param name="Url">An absolute http or https URL.</param>
/// <param name="Headers">Headers to send; a value <c>env:NAME</c> is taken from that variable when the item is sent.</param>
public sealed record HttpHandlerDefinition(Uri Url, ValueList<NamedValue> Headers) : HandlerDefinition("http");

/// <summary>An <c>IItemHandler</c> in an assembly beside the definition file.</summary>
/// <param name="Assembly">The path of the assembly, relative to the definition's directory.</param>
/// <param name="Type">The full name of the type.</param>
public sealed record DotNetHandlerDefinition(string Assembly, string Type) : HandlerDefinition("dotnet");

/// <summary>A handler of the platform's own, for trials and benchmarks.</summary>
/// <param name="Name"><c>noop</c> returns <c>{}</c>; <c>echo</c> returns the payload.</param>
public sealed record BuiltinHandlerDefinition(string Name) : HandlerDefinition("builtin");

/// <summary>Items wait for workers that pull over the API.</summary>
public sealed record RemoteHandlerDefinition() : HandlerDefinition("remote");

/// <summary>The whole run is handed to an external engine.</summary>
/// <param name="Name">The engine's name.</param>
/// <param name="Parameters">What else the engine needs, as the definition file says it; a JSON object.</param>
public sealed record EngineHandlerDefinition(string Name, Payload Parameters) : HandlerDefinition("engine");

/// <summary>A name and its value: a header or an environment variable. A value <c>env:NAME</c> refers to a variable.</summary>
/// <param name="Name">The name.</param>
/// <param name="Value">The value or the reference.</param>
public sealed record NamedValue(string Name, string Value);

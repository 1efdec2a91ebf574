namespace AutomationPlatform.Domain.Orchestration;

/// <summary>An external workflow engine.</summary>
public sealed class Engine : Entity<EngineId>
{
    /// <summary>The longest name, in characters: 100.</summary>
    public const int NameLimit = 100;

    /// <summary>The longest type, in characters: 50.</summary>
    public const int TypeLimit = 50;

    private Engine() { }

    /// <summary>Names an engine.</summary>
    /// <param name="name">Unique among active engines; trimmed, 1 to <see cref="NameLimit"/> characters.</param>
    /// <param name="type">The kind, for instance <c>jenkins</c>; trimmed, 1 to <see cref="TypeLimit"/> characters.</param>
    /// <exception cref="ValidationException">Name or type is empty or too long.</exception>
    public Engine(string name, string type)
    {
        Name = Text.Required(name, nameof(Engine), nameof(Name), NameLimit);
        Type = Text.Required(type, nameof(Engine), nameof(Type), TypeLimit);
    }

    /// <summary>The name, unique among active engines.</summary>
    public string Name { get; private set; } = "";

    /// <summary>The kind of engine.</summary>
    public string Type { get; private set; } = "";
}

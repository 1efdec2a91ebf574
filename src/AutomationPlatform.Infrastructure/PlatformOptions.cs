using AutomationPlatform.Application.Events;
using AutomationPlatform.Infrastructure.Database;

namespace AutomationPlatform.Infrastructure;

/// <summary>How the platform is set up in a program.</summary>
public sealed class PlatformOptions
{
    /// <summary>Where the database is: <c>postgresql://…</c>, <c>sqlite:PATH</c> or <c>file:PATH</c>.
    /// Default <see cref="DatabaseUrl.Default"/>.</summary>
    public string Database { get; set; } = DatabaseUrl.Default;

    /// <summary>Where the private key is that signs seals, PEM on the curve P-256: <c>env:VARIABLE</c> or <c>file:PATH</c>.
    /// Default null: seals are not signed.</summary>
    public string? AuditKey { get; set; }

    /// <summary>How events reach their handlers. Default in order, awaited by the commit.</summary>
    public EventBusOptions Events { get; } = new();
}

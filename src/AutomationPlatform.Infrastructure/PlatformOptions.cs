using AutomationPlatform.Infrastructure.Database;

namespace AutomationPlatform.Infrastructure;

/// <summary>How the platform is set up in a program.</summary>
public sealed class PlatformOptions
{
    /// <summary>Where the database is, as a URL. Default <see cref="DatabaseUrl.Default"/>.</summary>
    public string Database { get; set; } = DatabaseUrl.Default;
}

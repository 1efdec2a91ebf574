using Npgsql;

namespace AutomationPlatform.Benchmarks.Execution.Contenders;

/// <summary>Something that does items, in a process of its own, so that its costs can be told from others'.</summary>
/// <remarks>Disposing it removes what is its own.</remarks>
internal interface IContender : IAsyncDisposable
{
    /// <summary>Makes its tables and rows, and warms up.</summary>
    /// <returns>What other processes need to know to take part.</returns>
    Task<string> PrepareAsync();

    /// <summary>Does what is measured.</summary>
    Task WorkAsync();
}

/// <summary>What of a contender is measured.</summary>
internal enum ContenderWork
{
    /// <summary>Claim and complete every item.</summary>
    Process,

    /// <summary>Make the executions of a run.</summary>
    Create,
}

/// <summary>What a contender is run with.</summary>
/// <param name="Database">Where the database is.</param>
/// <param name="Items">How many items are measured.</param>
/// <param name="Chunk">How many a claim takes.</param>
/// <param name="Work">What is measured.</param>
/// <param name="Run">The run that another process has made; null to make one.</param>
internal sealed record ContenderOptions(string Database, int Items, int Chunk, ContenderWork Work, Guid? Run)
{
    internal static ContenderOptions Parse(string[] args)
    {
        var common = BenchmarkOptions.Parse(args, items: 100_000);
        return new(
            common.Database,
            common.Items,
            common.Chunk,
            args.Contains("--create") ? ContenderWork.Create : ContenderWork.Process,
            Array.IndexOf(args, "--run") is >= 0 and var at ? Guid.Parse(args[at + 1]) : null
        );
    }

    /// <summary>The words of a PostgreSQL URL as the driver wants them.</summary>
    internal static string ConnectionString(string url)
    {
        var parts = new Uri(url);
        var user = parts.UserInfo.Split(':', 2);
        return new NpgsqlConnectionStringBuilder
        {
            Host = parts.Host,
            Port = parts.IsDefaultPort || parts.Port < 0 ? NpgsqlConnection.DefaultPort : parts.Port,
            Database = parts.AbsolutePath.TrimStart('/'),
            Username = Uri.UnescapeDataString(user[0]),
            Password = user.Length > 1 ? Uri.UnescapeDataString(user[1]) : null,
        }.ConnectionString;
    }
}

using System.ComponentModel;
using System.Diagnostics;
using AutomationPlatform.Application;
using AutomationPlatform.Infrastructure.Database;
using Npgsql;

namespace AutomationPlatform.Infrastructure.PostgreSql;

/// <summary>Copies a schema to a file with PostgreSQL's own tool, which knows how to read a database in use consistently.</summary>
/// <remarks>Everything that names the server travels by environment: arguments are visible to every user of the machine.</remarks>
internal static class PostgreSqlDump
{
    private const string Program = "pg_dump";

    private static readonly string[] InheritedVariables = ["PATH", "HOME", "LANG", "TZ"];

    /// <summary>Writes the copy beside its place first, so that a copy cut short never looks whole.</summary>
    internal static async Task WriteAsync(
        DatabaseUrl url,
        string schema,
        string path,
        CancellationToken cancellationToken
    )
    {
        var target = BackUpFile.Reserve(path);
        try
        {
            await RunAsync(StartInfo(url, schema, target.PartialPath), url.Description, cancellationToken);
            target.Finish();
        }
        catch
        {
            target.Abandon();
            throw;
        }
    }

    private static ProcessStartInfo StartInfo(DatabaseUrl url, string schema, string path)
    {
        var start = new ProcessStartInfo(Program)
        {
            UseShellExecute = false,
            RedirectStandardError = true,
            ArgumentList =
            {
                "--format=custom",
                "--no-password",
                $"--schema={new NpgsqlCommandBuilder().QuoteIdentifier(schema)}",
                $"--file={path}",
            },
        };
        foreach (var name in start.Environment.Keys.Except(InheritedVariables).ToList())
            start.Environment.Remove(name);
        var server = new NpgsqlConnectionStringBuilder(url.ConnectionString);
        start.Environment["PGHOST"] = server.Host;
        start.Environment["PGPORT"] = $"{server.Port}";
        start.Environment["PGDATABASE"] = server.Database;
        start.Environment["PGUSER"] = server.Username;
        start.Environment["PGPASSWORD"] = server.Password;
        start.Environment["PGSSLMODE"] = SslMode(server.SslMode);
        return start;
    }

    private static async Task RunAsync(ProcessStartInfo start, string description, CancellationToken cancellationToken)
    {
        using var process = Start(start);
        try
        {
            var errors = await process.StandardError.ReadToEndAsync(cancellationToken);
            await process.WaitForExitAsync(cancellationToken);
            if (process.ExitCode != 0)
                throw new DatabaseUnavailableException($"{description} could not be copied: {errors.Trim()}");
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception cause)
        {
            throw new DatabaseUnavailableException(
                $"{Program} cannot be started: install PostgreSQL's client programs (on Debian: apt install postgresql-client)",
                cause
            );
        }
    }

    // libpq spells the same modes with a hyphen.
    private static string SslMode(SslMode mode) =>
        mode switch
        {
            Npgsql.SslMode.VerifyCA => "verify-ca",
            Npgsql.SslMode.VerifyFull => "verify-full",
            _ => mode.ToString().ToLowerInvariant(),
        };
}

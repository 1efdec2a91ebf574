using System.Collections.Concurrent;
using AutomationPlatform.Application;
using AutomationPlatform.Application.Orchestration;
using AutomationPlatform.Engines.Airflow;
using AutomationPlatform.Engines.Argo;
using AutomationPlatform.Engines.Http;
using AutomationPlatform.Engines.Jenkins;
using AutomationPlatform.Engines.Slurm;
using AutomationPlatform.Engines.Webhook;
using Microsoft.Extensions.DependencyInjection;

namespace AutomationPlatform.Engines;

/// <summary>The types of engines that this program speaks with.</summary>
/// <param name="clock">By which requests wait; null for the system's. Where time is simulated they still wait for real engines.</param>
internal sealed class EngineCatalog(TimeProvider? clock = null) : IEngineCatalog
{
    private static readonly IEngineAdapter[] Adapters =
    [
        new AirflowAdapter(),
        new ArgoAdapter(),
        new JenkinsAdapter(),
        new SlurmAdapter(),
        new WebhookAdapter(),
    ];

    // By what is sent and where: a connection that was added anew gets a client of its own.
    private readonly ConcurrentDictionary<string, IEngineClient> clients = new(StringComparer.Ordinal);

    private TimeProvider Clock => clock ?? TimeProvider.System;

    public IReadOnlyList<EngineType> Types { get; } =
    [
        .. Adapters
            .Select(adapter =>
                adapter.Type with
                {
                    Settings = [.. adapter.Type.Settings, .. EngineSettings.OfEveryType],
                }
            )
            .OrderBy(type => type.Name, StringComparer.Ordinal),
    ];

    public void Check(EngineConnection connection)
    {
        ArgumentNullException.ThrowIfNull(connection);
        var adapter = Find(connection);
        CheckUrl(connection);
        Credential.Check(connection.Credential);
        if (adapter.NeedsCredential && connection.Credential is null)
            throw new InvalidInputException(
                $"engine '{connection.Name}': type {connection.Type} needs --credential env:NAME or file:PATH"
            );
        CheckNames(connection, Types.Single(type => type.Name == connection.Type));
        var settings = new EngineSettings(connection);
        adapter.Check(settings);
        using var transport = EngineTransport.Create(settings, Clock);
    }

    public IEngineClient Open(EngineConnection connection)
    {
        ArgumentNullException.ThrowIfNull(connection);
        var settings = string.Join(
            '\n',
            connection.Settings.OrderBy(s => s.Key, StringComparer.Ordinal).Select(s => $"{s.Key}={s.Value}")
        );
        return clients.GetOrAdd(
            $"{connection.Id}\n{connection.Url}\n{connection.Credential}\n{settings}",
            _ =>
            {
                var read = new EngineSettings(connection);
                return Find(connection).Open(new EngineHttp(connection, EngineTransport.Create(read, Clock)), read);
            }
        );
    }

    private static IEngineAdapter Find(EngineConnection connection) =>
        Array.Find(Adapters, adapter => adapter.Type.Name == connection.Type)
        ?? throw new InvalidInputException(
            $"engine '{connection.Name}': type '{connection.Type}' is not known; known are "
                + string.Join(", ", Adapters.Select(adapter => adapter.Type.Name))
        );

    private static void CheckUrl(EngineConnection connection)
    {
        if (connection.Url is not { IsAbsoluteUri: true, Scheme: "http" or "https" })
            throw new InvalidInputException("--url: it is no absolute http or https URL");
        if (connection.Url.UserInfo.Length > 0)
            throw new InvalidInputException("--url: it holds a user or password; give them by --credential");
        if (connection.Url.Query.Length > 0 || connection.Url.Fragment.Length > 0)
            throw new InvalidInputException("--url: it has a query or a fragment; give the address of the API alone");
    }

    private static void CheckNames(EngineConnection connection, EngineType type)
    {
        foreach (var name in connection.Settings.Keys)
            if (!type.Settings.Any(setting => setting.Name == name || IsBelow(setting.Name, name)))
                throw new InvalidInputException(
                    $"--set {name}: type {type.Name} has no such setting; it has "
                        + string.Join(", ", type.Settings.Select(setting => setting.Name))
                );
        foreach (var setting in type.Settings.Where(setting => setting.IsRequired))
            if (!connection.Settings.ContainsKey(setting.Name))
                throw new InvalidInputException(
                    $"engine '{connection.Name}': setting {setting.Name} is missing: {setting.Description}"
                );
    }

    private static bool IsBelow(string prefix, string name) =>
        prefix.EndsWith('.') && name.StartsWith(prefix, StringComparison.Ordinal) && name.Length > prefix.Length;
}

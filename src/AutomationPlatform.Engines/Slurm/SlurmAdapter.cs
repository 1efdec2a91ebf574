using AutomationPlatform.Application;
using AutomationPlatform.Application.Definition;
using AutomationPlatform.Application.Orchestration;
using AutomationPlatform.Domain.Execution;
using AutomationPlatform.Engines.Http;

namespace AutomationPlatform.Engines.Slurm;

/// <summary>Slurm by its REST daemon, with a JWT as the credential.</summary>
internal sealed class SlurmAdapter : IEngineAdapter
{
    internal const string User = "user";
    internal const string Directory = "directory";
    internal const string Program = "program";
    internal const string DatabaseUrlFile = "databaseUrlFile";
    internal const string Partition = "partition";
    internal const string TimeLimit = "timeLimit";
    internal const string Environment = "environment.";
    internal const string Lease = "lease";
    internal const string Api = "api";

    /// <summary>The version of the API that is spoken unless the setting says another: the one that was tried.</summary>
    internal const string DefaultApi = "v0.0.38";

    /// <summary>What the engine's words mean.</summary>
    internal static readonly StatusMap Statuses = new(
        ("PENDING", ExecutionStatus.Pending),
        ("CONFIGURING", ExecutionStatus.Pending),
        ("SUSPENDED", ExecutionStatus.Pending),
        ("STOPPED", ExecutionStatus.Pending),
        ("RESV_DEL_HOLD", ExecutionStatus.Pending),
        ("REQUEUED", ExecutionStatus.Retrying),
        ("REQUEUE_FED", ExecutionStatus.Retrying),
        ("REQUEUE_HOLD", ExecutionStatus.Retrying),
        ("SPECIAL_EXIT", ExecutionStatus.Retrying),
        ("RUNNING", ExecutionStatus.Processing),
        ("RESIZING", ExecutionStatus.Processing),
        ("SIGNALING", ExecutionStatus.Processing),
        ("STAGE_OUT", ExecutionStatus.Processing),
        ("COMPLETING", ExecutionStatus.Processing),
        ("COMPLETED", ExecutionStatus.Completed),
        ("CANCELLED", ExecutionStatus.Cancelled),
        ("FAILED", ExecutionStatus.Failed),
        ("TIMEOUT", ExecutionStatus.Failed),
        ("NODE_FAIL", ExecutionStatus.Failed),
        ("OUT_OF_MEMORY", ExecutionStatus.Failed),
        ("BOOT_FAIL", ExecutionStatus.Failed),
        ("DEADLINE", ExecutionStatus.Failed),
        ("PREEMPTED", ExecutionStatus.Failed)
    );

    public EngineType Type { get; } =
        new(
            "slurm",
            "A Slurm cluster, by slurmrestd with a JWT",
            [
                new(User, "The user that jobs run as; the token must be this user's", IsRequired: true),
                new(Directory, "The directory on the nodes in which jobs run and leave their logs", IsRequired: true),
                new(Program, "For shards: the path of apc on the nodes"),
                new(DatabaseUrlFile, "For shards: the path on the nodes of a file that holds the database's URL"),
                new(Lease, "For shards: how long a worker's claims hold when it is lost (default 60s)"),
                new(Partition, "The partition (default: the cluster's)"),
                new(TimeLimit, "The time limit of a job in minutes (default: the partition's)"),
                new(Environment, "environment.NAME=VALUE: a variable of the jobs; no secrets"),
                new(Api, $"The version of the REST API (default {DefaultApi})"),
            ]
        );

    public bool NeedsCredential => true;

    public void Check(EngineSettings settings)
    {
        foreach (var name in (string[])[Directory, Program, DatabaseUrlFile])
            if (settings.Find(name) is { } path && (!path.StartsWith('/') || path.Any(char.IsControl)))
                throw settings.Wrong(name, $"is '{path}'; give an absolute path on the nodes");
        if (settings.Find(TimeLimit) is { } limit && !(int.TryParse(limit, out var minutes) && minutes > 0))
            throw settings.Wrong(TimeLimit, "is no whole number of minutes above 0");
        settings.Lease(Lease);
        var api = settings.Get(Api, DefaultApi);
        if (!api.StartsWith('v') || !api[1..].All(c => char.IsAsciiDigit(c) || c == '.'))
            throw settings.Wrong(Api, $"is '{api}'; give a version such as {DefaultApi}");
        if ((settings.Find(Program) is null) != (settings.Find(DatabaseUrlFile) is null))
            throw new InvalidInputException(
                $"engine '{settings.Connection.Name}': shards need both settings {Program} and {DatabaseUrlFile}; "
                    + "set both or neither"
            );
    }

    public IEngineClient Open(EngineHttp http, EngineSettings settings) => new SlurmClient(http, settings);
}

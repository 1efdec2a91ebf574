using AutomationPlatform.Application;
using AutomationPlatform.Application.Orchestration;
using AutomationPlatform.Domain.Execution;
using AutomationPlatform.Engines.Http;

namespace AutomationPlatform.Engines.Argo;

/// <summary>Argo Workflows by its server, with a bearer token as the credential.</summary>
internal sealed class ArgoAdapter : IEngineAdapter
{
    internal const string Namespace = "namespace";
    internal const string Image = "image";
    internal const string Program = "program";
    internal const string DatabaseSecret = "databaseSecret";
    internal const string ServiceAccount = "serviceAccount";
    internal const string Lease = "lease";

    /// <summary>What the engine's words mean. It has none for what was cancelled: see <see cref="ArgoWorkflow"/>.</summary>
    internal static readonly StatusMap Statuses = new(
        ("Pending", ExecutionStatus.Pending),
        ("Running", ExecutionStatus.Processing),
        ("Succeeded", ExecutionStatus.Completed),
        ("Failed", ExecutionStatus.Failed),
        ("Error", ExecutionStatus.Failed),
        ("Skipped", ExecutionStatus.Skipped),
        ("Omitted", ExecutionStatus.Skipped)
    );

    public EngineType Type { get; } =
        new(
            "argo",
            "Argo Workflows, by its server with a bearer token",
            [
                new(Namespace, "The Kubernetes namespace of its workflows", IsRequired: true),
                new(Image, "For shards: the container image that has apc"),
                new(DatabaseSecret, "For shards: the Kubernetes secret whose key 'url' holds the database's URL"),
                new(Program, "For shards: the path of apc in the image (default apc)"),
                new(Lease, "For shards: how long a worker's claims hold when it is lost (default 60s)"),
                new(ServiceAccount, "The service account of its pods (default: the namespace's)"),
            ]
        );

    public bool NeedsCredential => true;

    public void Check(EngineSettings settings)
    {
        foreach (var name in (string[])[Namespace, DatabaseSecret, ServiceAccount])
            if (settings.Find(name) is { } text && !IsName(text))
                throw settings.Wrong(name, $"is '{text}'; give lower case letters, digits and hyphens");
        settings.Lease(Lease);
        if ((settings.Find(Image) is null) != (settings.Find(DatabaseSecret) is null))
            throw new InvalidInputException(
                $"engine '{settings.Connection.Name}': shards need both settings {Image} and {DatabaseSecret}; "
                    + "set both or neither"
            );
    }

    public IEngineClient Open(EngineHttp http, EngineSettings settings) => new ArgoClient(http, settings);

    private static bool IsName(string text) =>
        text.Length is > 0 and <= 253
        && text.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '.');
}

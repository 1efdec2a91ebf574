using System.CommandLine;
using AutomationPlatform.Application;
using AutomationPlatform.Application.Audit;
using AutomationPlatform.Application.Orchestration;
using AutomationPlatform.Cli.Console;

namespace AutomationPlatform.Cli.Engines;

/// <summary><c>apc engines add</c>.</summary>
internal sealed class EnginesAddCommand : ApcCommand
{
    private readonly Argument<string> name = EngineArguments.Engine("The name that runs and definitions use");

    private readonly Option<string> type = new("--type")
    {
        Description = "airflow, argo, jenkins, slurm or webhook",
        HelpName = "TYPE",
        Required = true,
    };

    private readonly Option<string> url = new("--url")
    {
        Description = "Where its API is: http or https, without user and password",
        HelpName = "URL",
        Required = true,
    };

    private readonly Option<string?> credential = new("--credential")
    {
        Description = "Where its credential is found when it is used: env:NAME or file:PATH; never the secret itself",
        HelpName = "env:NAME|file:PATH",
    };

    private readonly Option<string[]> settings = new("--set")
    {
        Description = "A setting of its type; see docs/engines.md",
        HelpName = "KEY=VALUE",
        DefaultValueFactory = _ => [],
    };

    internal EnginesAddCommand()
        : base(
            "add",
            "Add an external engine. Nothing is asked of it; `engines test` does that.",
            new Example(
                "apc engines add lab --type slurm --url http://head:6820 --credential file:/etc/apc/jwt --set user=apc --set directory=/shared/apc",
                "a Slurm cluster for delegated runs"
            ),
            new Example(
                "apc engines add flows --type webhook --url https://flows.example.org/jobs --set statusUrl=/jobs/{id} --set idempotent=true",
                "any service that takes jobs"
            )
        )
    {
        Add(name);
        foreach (var option in (Option[])[type, url, credential, settings])
            Add(option);
        type.CompletionSources.Add("airflow", "argo", "jenkins", "slurm", "webhook");
    }

    internal override AuditAction? Audited => AuditActions.EngineCreate;

    internal override async Task<int> ExecuteAsync(Invocation call, CancellationToken cancellationToken)
    {
        if (!Uri.TryCreate(call.Required(url), UriKind.Absolute, out var address))
            throw new InvalidInputException("--url: it is no absolute http or https URL");
        var description = new EngineDescription(
            call.Value(name),
            call.Required(type),
            address,
            call.Value(credential),
            Settings(call.Value(settings) ?? [])
        );
        var platform = await call.OpenAsync(cancellationToken);
        var added = await platform.ConnectEngine.AddAsync(description, platform.Actor, cancellationToken);
        if (call.Json)
            call.WriteJson(EngineDocument.Of(added));
        else
            call.Terminal.Say($"Engine '{added.Name}' is added ({added.Id}).");
        call.Terminal.Note($"Try it with: apc engines test '{added.Name}'");
        return ExitCode.Done;
    }

    private static Dictionary<string, string> Settings(string[] given)
    {
        var read = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var pair in given)
        {
            var at = pair.IndexOf('=', StringComparison.Ordinal);
            if (at < 1)
                throw new UsageException("--set: write it as KEY=VALUE");
            if (!read.TryAdd(pair[..at], pair[(at + 1)..]))
                throw new UsageException($"--set {pair[..at]}: it is given twice; keep one");
        }
        return read;
    }
}

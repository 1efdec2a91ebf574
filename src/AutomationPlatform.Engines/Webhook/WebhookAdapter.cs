using AutomationPlatform.Application.Definition;
using AutomationPlatform.Application.Orchestration;
using AutomationPlatform.Domain.Execution;
using AutomationPlatform.Engines.Http;

namespace AutomationPlatform.Engines.Webhook;

/// <summary>Any service: a POST starts a job, an address is asked how it stands, JSON Pointers say where to look.</summary>
internal sealed class WebhookAdapter : IEngineAdapter
{
    internal const string IdPointer = "idPointer";
    internal const string StatusUrl = "statusUrl";
    internal const string StatusPointer = "statusPointer";
    internal const string StatusWord = "status.";
    internal const string FindUrl = "findUrl";
    internal const string Idempotent = "idempotent";
    internal const string CancelUrl = "cancelUrl";
    internal const string CancelMethod = "cancelMethod";
    internal const string LogUrl = "logUrl";
    internal const string ListUrl = "listUrl";
    internal const string ListPointer = "listPointer";
    internal const string SubmissionPointer = "submissionPointer";
    internal const string TestUrl = "testUrl";
    internal const string UrlPointer = "urlPointer";
    internal const string MessagePointer = "messagePointer";
    internal const string NodePointer = "nodePointer";
    internal const string Header = "header";
    internal const string Shards = "shards";

    /// <summary>What usual words mean; <c>status.WORD=STATUS</c> adds others and changes these.</summary>
    internal static readonly StatusMap Statuses = new(
        ("pending", ExecutionStatus.Pending),
        ("queued", ExecutionStatus.Pending),
        ("waiting", ExecutionStatus.Pending),
        ("running", ExecutionStatus.Processing),
        ("in_progress", ExecutionStatus.Processing),
        ("processing", ExecutionStatus.Processing),
        ("retrying", ExecutionStatus.Retrying),
        ("completed", ExecutionStatus.Completed),
        ("succeeded", ExecutionStatus.Completed),
        ("success", ExecutionStatus.Completed),
        ("done", ExecutionStatus.Completed),
        ("failed", ExecutionStatus.Failed),
        ("failure", ExecutionStatus.Failed),
        ("error", ExecutionStatus.Failed),
        ("timed_out", ExecutionStatus.Failed),
        ("cancelled", ExecutionStatus.Cancelled),
        ("canceled", ExecutionStatus.Cancelled),
        ("aborted", ExecutionStatus.Cancelled),
        ("skipped", ExecutionStatus.Skipped)
    );

    private static readonly string[] Pointers =
    [
        IdPointer,
        StatusPointer,
        UrlPointer,
        MessagePointer,
        NodePointer,
        ListPointer,
        SubmissionPointer,
    ];

    private static readonly (string Name, string[] Variables)[] Addresses =
    [
        (StatusUrl, ["{id}", "{submission}"]),
        (FindUrl, ["{submission}"]),
        (CancelUrl, ["{id}", "{submission}"]),
        (LogUrl, ["{id}", "{submission}", "{offset}"]),
        (ListUrl, []),
        (TestUrl, []),
    ];

    public EngineType Type { get; } =
        new(
            "webhook",
            "Any service: a POST to --url starts a job, its status is polled",
            [
                new(
                    StatusUrl,
                    "The address that tells how a job stands; {id} is the job, {submission} our id",
                    IsRequired: true
                ),
                new(
                    FindUrl,
                    "The address that tells whether there is a job of our {submission}: the job, an array of jobs, or 404"
                ),
                new(Idempotent, "true: a second POST with the same Idempotency-Key starts nothing new"),
                new(IdPointer, "Where the job's id is in the answer to the POST (default /id)"),
                new(StatusPointer, "Where the status is (default /status)"),
                new(StatusWord, "status.WORD=STATUS: what a word of the service means"),
                new(UrlPointer, "Where the address of the job's page is"),
                new(MessagePointer, "Where the reason of a failure is"),
                new(NodePointer, "Where the place is at which it runs"),
                new(CancelUrl, "The address that cancels a job"),
                new(CancelMethod, "POST (the default) or DELETE"),
                new(
                    LogUrl,
                    "The address of a job's log, as text; {offset} is the byte to begin with, where it can do so"
                ),
                new(ListUrl, "The address that lists all jobs, for finding those that nothing here knows of"),
                new(ListPointer, "Where the array is in that list (default: the list is the array)"),
                new(SubmissionPointer, "Where our id is in a listed job (default /submissionId)"),
                new(TestUrl, "The address that 'engines test' asks"),
                new(Header, "The header that carries the credential (default Authorization)"),
                new(Shards, "true: the service starts workers when it is told which run and shard"),
            ]
        );

    public bool NeedsCredential => false;

    public void Check(EngineSettings settings)
    {
        foreach (var name in Pointers)
            if (settings.Find(name) is { } pointer && !JsonPointer.TryParse(pointer, out _))
                throw settings.Wrong(name, $"is '{pointer}', which is no JSON Pointer; write for instance /job/id");
        foreach (var (name, variables) in Addresses)
            CheckAddress(settings, name, variables);
        foreach (var (word, status) in settings.Below(StatusWord))
            if (!Lifecycle.TryParse(status, out _))
                throw settings.Wrong(StatusWord + word, $"is '{status}'; give one of our statuses in capitals");
        if (settings.Get(CancelMethod, "POST") is not ("POST" or "DELETE"))
            throw settings.Wrong(CancelMethod, "is neither POST nor DELETE");
        if (!settings.Flag(Idempotent) && settings.Find(FindUrl) is null)
            throw settings.Wrong(
                FindUrl,
                $"is missing: without it nobody can tell whether a POST that was cut off has started a job; "
                    + $"set it, or {Idempotent}=true where the service honours Idempotency-Key"
            );
        _ = settings.Flag(Shards);
    }

    public IEngineClient Open(EngineHttp http, EngineSettings settings) => new WebhookClient(http, settings);

    private static void CheckAddress(EngineSettings settings, string name, string[] variables)
    {
        if (settings.Find(name) is not { } text)
            return;
        var sample = variables.Aggregate(text, (address, variable) => address.Replace(variable, "1"));
        if (
            sample.Contains('{')
            || !Uri.TryCreate(settings.Connection.Url, sample, out var url)
            || !Address.SameOrigin(url, settings.Connection.Url)
        )
            throw settings.Wrong(
                name,
                "is no address of the same server as --url"
                    + (variables.Length > 0 ? $", with no other variable than {string.Join(", ", variables)}" : "")
            );
    }
}

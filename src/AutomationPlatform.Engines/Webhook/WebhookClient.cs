using System.Net;
using System.Text;
using System.Text.Json;
using AutomationPlatform.Application.Definition;
using AutomationPlatform.Application.Orchestration;
using AutomationPlatform.Domain.Execution;
using AutomationPlatform.Domain.Orchestration;
using AutomationPlatform.Engines.Http;

namespace AutomationPlatform.Engines.Webhook;

/// <summary>Speaks with a service that takes jobs by POST.</summary>
internal sealed class WebhookClient(EngineHttp http, EngineSettings settings) : IEngineClient
{
    private const string Offset = "{offset}";

    public EngineCapabilities Capabilities { get; } =
        new()
        {
            Shards = settings.Flag(WebhookAdapter.Shards),
            IsIdempotent = settings.Flag(WebhookAdapter.Idempotent),
            Searches = settings.Find(WebhookAdapter.FindUrl) is not null,
            Cancels = settings.Find(WebhookAdapter.CancelUrl) is not null,
            Lists = settings.Find(WebhookAdapter.ListUrl) is not null,
            ReadsLogs = settings.Find(WebhookAdapter.LogUrl) is not null,
        };

    public async Task<string> SubmitAsync(EngineOrder order, CancellationToken cancellationToken)
    {
        var request = EngineRequest.Post(http.Root.AbsoluteUri, Body(order)) with
        {
            Address = settings.Connection.Url.AbsoluteUri,
            Headers = [new("Idempotency-Key", $"{order.Id}")],
        };
        var response = await SendAsync(request, cancellationToken);
        return IdIn(response, response.RequireJson());
    }

    public async Task<IReadOnlyList<string>> FindAsync(EngineOrder order, CancellationToken cancellationToken)
    {
        if (settings.Find(WebhookAdapter.FindUrl) is not { } template)
            return [];
        var response = await SendAsync(EngineRequest.Get(Fill(template, order, "")), cancellationToken);
        // Only these two say that there is none: another answer without an id must not lead to a second job.
        if (response.Status == HttpStatusCode.NotFound)
            return [];
        return response.RequireSuccess().TryJson() is { ValueKind: JsonValueKind.Array } jobs
            ? [.. jobs.EnumerateArray().Select(job => IdIn(response, job))]
            : [IdIn(response, response.RequireJson())];
    }

    public async Task<IReadOnlyList<PartReport>> GetAsync(EngineJob job, CancellationToken cancellationToken)
    {
        var template = settings.Require(WebhookAdapter.StatusUrl, "jobs are observed there");
        var response = await SendAsync(EngineRequest.Get(Fill(template, job)), cancellationToken);
        var told = new WebhookJob(response.RequireJson(), settings);
        var word =
            told.Word
            ?? throw response.Trouble(
                EngineTrouble.Unclear,
                $"an answer without a status at {told.StatusPlace}",
                "check the setting statusPointer"
            );
        var status =
            told.Status
            ?? throw response.Trouble(
                EngineTrouble.Unclear,
                $"the status '{OneLine.Of(word, 100)}', whose meaning is not known",
                $"add the engine with --set status.{OneLine.Of(word, 100)}=STATUS"
            );
        return
        [
            new PartReport(0, job.ExternalId, status, word, told.Words)
            {
                Url = told.Find(WebhookAdapter.UrlPointer),
                Message = told.Find(WebhookAdapter.MessagePointer),
                Node = told.Find(WebhookAdapter.NodePointer),
                Log = settings.Find(WebhookAdapter.LogUrl) is { } log
                    ? Address.Of(http.Resolve(Fill(log, job).Replace(Offset, "0")))
                    : null,
            },
        ];
    }

    public async Task CancelAsync(EngineJob job, int round, CancellationToken cancellationToken)
    {
        var address = Fill(settings.Require(WebhookAdapter.CancelUrl, "jobs are cancelled there"), job);
        var method = new HttpMethod(settings.Get(WebhookAdapter.CancelMethod, "POST"));
        var response = await SendAsync(new EngineRequest(method, address), cancellationToken);
        // It has ended, or is gone: how it stands is asked next.
        if ((int)response.Status is not (404 or 409 or 410))
            response.RequireSuccess();
    }

    public async Task<JobLogPiece> ReadLogAsync(
        EngineJob job,
        int part,
        long offset,
        CancellationToken cancellationToken
    )
    {
        var template = settings.Require(WebhookAdapter.LogUrl, "logs are read there");
        var request = EngineRequest.Get(Fill(template, job).Replace(Offset, $"{offset}")) with
        {
            Headers = [new("Accept", "text/plain, */*;q=0.5")],
        };
        var response = await SendAsync(request, cancellationToken);
        if (response.Status == HttpStatusCode.RequestedRangeNotSatisfiable)
            return new JobLogPiece("", offset);
        var bytes = response.RequireSuccess().Bytes();
        var read = template.Contains(Offset, StringComparison.Ordinal) ? 0 : (int)Math.Min(offset, bytes.Length);
        var rest = bytes.AsSpan(read);
        rest = rest[..EndOfPiece(rest)];
        var whole = WholeCharacters.Count(rest);
        return new JobLogPiece(Encoding.UTF8.GetString(rest[..whole]), offset + whole);
    }

    public async Task<IReadOnlyList<MarkedJob>> ListAsync(CancellationToken cancellationToken)
    {
        var address = settings.Require(WebhookAdapter.ListUrl, "jobs are listed there");
        var response = (await SendAsync(EngineRequest.List(address), cancellationToken)).RequireSuccess();
        var place = settings.Find(WebhookAdapter.ListPointer);
        var json = response.TryJson();
        var list = json is { } root && JsonPointer.TryParse(place, out var read) ? read.Find(root) : json;
        if (list is not { ValueKind: JsonValueKind.Array } jobs)
            throw response.Trouble(
                EngineTrouble.Unclear,
                $"an answer without an array at {place ?? "its top"}: {response.Line()}",
                "check the settings listUrl and listPointer"
            );
        return
        [
            .. from told in jobs.EnumerateArray().Select(each => new WebhookJob(each, settings))
            let id = told.Id
            let submission = told.Submission
            where id is not null && submission is not null
            select new MarkedJob(
                id,
                submission.Value,
                told.Word ?? "",
                told.Status is not { } status || status.IsActive()
            ),
        ];
    }

    public async Task<string> TestAsync(CancellationToken cancellationToken)
    {
        if (settings.Find(WebhookAdapter.TestUrl) is not { } address)
            return await ReachAsync(cancellationToken);
        var response = (await SendAsync(EngineRequest.Get(address), cancellationToken)).RequireSuccess();
        return $"answers {(int)response.Status}";
    }

    // Without an address of its own only what refuses the credential or is not there can be told.
    private async Task<string> ReachAsync(CancellationToken cancellationToken)
    {
        var response = await SendAsync(
            new EngineRequest(HttpMethod.Get, settings.Connection.Url.AbsoluteUri),
            cancellationToken
        );
        return (int)response.Status is 401 or 403 or >= 500
            ? throw response.Trouble()
            : $"is reached (GET answers {(int)response.Status}; set {WebhookAdapter.TestUrl} to know more)";
    }

    private static string Body(EngineOrder order) =>
        JsonSerializer.Serialize(
            new WebhookOrder(
                order.Id,
                order.RunId.Value,
                order.Automation,
                order.Purpose == SubmissionPurpose.Shards ? order.FirstShard : null,
                order.Purpose == SubmissionPurpose.Shards ? order.Shards : null,
                order.Parameters.Element
            ),
            JsonSerializerOptions.Web
        );

    // A secret that goes on behind the end of a piece would not be known by its rest in the next.
    private static int EndOfPiece(ReadOnlySpan<byte> log)
    {
        if (log.Length <= JobLogPiece.Limit)
            return log.Length;
        var piece = log[..JobLogPiece.Limit];
        var before = log[JobLogPiece.Limit] == ShownSecrets.Blot ? piece.TrimEnd(ShownSecrets.Blot).Length : 0;
        return before > 0 ? before : piece.Length;
    }

    private async Task<EngineResponse> SendAsync(EngineRequest request, CancellationToken cancellationToken)
    {
        if (!http.Credential.IsGiven)
            return await http.SendAsync(request, cancellationToken);
        var credential = http.Credential.Read();
        return await http.SendAsync(
            request with
            {
                Headers = [.. request.Headers, new(settings.Get(WebhookAdapter.Header, "Authorization"), credential)],
                Secrets = ShownSecrets.Of(credential),
            },
            cancellationToken
        );
    }

    private string IdIn(EngineResponse response, JsonElement json)
    {
        var job = new WebhookJob(json, settings);
        return job.Id
            ?? throw response.Trouble(
                EngineTrouble.Unclear,
                $"an answer without an id of 1 to {OrchestrationInstance.ExternalIdLimit} characters at {job.IdPlace}",
                "check the setting idPointer"
            );
    }

    // An id of dots would lead to another address than the setting names.
    private string Fill(string template, EngineJob job)
    {
        var address = Fill(template, job.Order, job.ExternalId);
        var usual = Fill(template, job.Order, "x");
        return http.Resolve(address).Segments.Length == http.Resolve(usual).Segments.Length
            ? address
            : throw new EngineException(
                EngineTrouble.Refused,
                settings.Connection.Name,
                Address.Of(http.Resolve(usual)),
                $"not asked: the id '{job.ExternalId}' leads elsewhere",
                "check the setting idPointer"
            );
    }

    private static string Fill(string template, EngineOrder order, string id) =>
        template.Replace("{submission}", $"{order.Id}").Replace("{id}", Uri.EscapeDataString(id));
}

using System.Text.Json;
using AutomationPlatform.Application.Definition;
using AutomationPlatform.Application.Orchestration;
using AutomationPlatform.Domain;
using AutomationPlatform.Domain.Execution;
using AutomationPlatform.Domain.Orchestration;
using AutomationPlatform.Engines.Http;

namespace AutomationPlatform.Engines.Webhook;

/// <summary>Speaks with a service that takes jobs by POST.</summary>
internal sealed class WebhookClient(EngineHttp http, EngineSettings settings) : IEngineClient
{
    public EngineCapabilities Capabilities { get; } =
        new()
        {
            Shards = settings.Flag(WebhookAdapter.Shards),
            IsIdempotent = settings.Flag(WebhookAdapter.Idempotent),
            Cancels = settings.Find(WebhookAdapter.CancelUrl) is not null,
        };

    public async Task<string> SubmitAsync(EngineOrder order, CancellationToken cancellationToken)
    {
        var request = EngineRequest.Post(http.Root.AbsoluteUri, Body(order)) with
        {
            Address = settings.Connection.Url.AbsoluteUri,
            Headers = [new("Idempotency-Key", $"{order.Id}")],
        };
        var response = await SendAsync(request, cancellationToken);
        return IdIn(response.RequireJson())
            ?? throw response.Trouble(
                EngineTrouble.Unclear,
                $"an answer without an id of 1 to {OrchestrationInstance.ExternalIdLimit} characters at "
                    + settings.Get(WebhookAdapter.IdPointer, "/id"),
                "check the setting idPointer"
            );
    }

    public async Task<IReadOnlyList<string>> FindAsync(EngineOrder order, CancellationToken cancellationToken)
    {
        if (settings.Find(WebhookAdapter.FindUrl) is not { } template)
            return [];
        var response = await SendAsync(EngineRequest.Get(Fill(template, order, "")), cancellationToken);
        if ((int)response.Status == 404)
            return [];
        return IdIn(response.RequireJson()) is { } id ? [id] : [];
    }

    public async Task<IReadOnlyList<PartReport>> GetAsync(EngineJob job, CancellationToken cancellationToken)
    {
        var template = settings.Require(WebhookAdapter.StatusUrl, "jobs are observed there");
        var response = await SendAsync(EngineRequest.Get(Fill(template, job.Order, job.ExternalId)), cancellationToken);
        var json = response.RequireJson();
        var word = TextAt(json, settings.Get(WebhookAdapter.StatusPointer, "/status"));
        var status =
            Meaning(word)
            ?? throw response.Trouble(
                EngineTrouble.Unclear,
                $"the status '{word}', whose meaning is not known",
                $"add the engine with --set status.{word}=STATUS"
            );
        return
        [
            new PartReport(0, job.ExternalId, status, word!, Payload.From(json))
            {
                Url = Optional(json, WebhookAdapter.UrlPointer),
                Message = Optional(json, WebhookAdapter.MessagePointer),
                Node = Optional(json, WebhookAdapter.NodePointer),
                Log = settings.Find(WebhookAdapter.LogUrl) is { } log
                    ? Address.Of(http.Resolve(Fill(log, job.Order, job.ExternalId)))
                    : null,
            },
        ];
    }

    public async Task CancelAsync(EngineJob job, int round, CancellationToken cancellationToken)
    {
        var address = Fill(
            settings.Require(WebhookAdapter.CancelUrl, "jobs are cancelled there"),
            job.Order,
            job.ExternalId
        );
        var method = new HttpMethod(settings.Get(WebhookAdapter.CancelMethod, "POST"));
        (await SendAsync(new EngineRequest(method, address), cancellationToken)).RequireSuccess();
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

    private async Task<EngineResponse> SendAsync(EngineRequest request, CancellationToken cancellationToken)
    {
        if (http.Credential.IsGiven)
            request = request with
            {
                Headers =
                [
                    .. request.Headers,
                    new(settings.Get(WebhookAdapter.Header, "Authorization"), http.Credential.Read()),
                ],
            };
        return await http.SendAsync(request, cancellationToken);
    }

    private ExecutionStatus? Meaning(string? word)
    {
        foreach (var (known, status) in settings.Below(WebhookAdapter.StatusWord))
            if (string.Equals(known, word, StringComparison.OrdinalIgnoreCase))
                return Lifecycle.Parse(status);
        return WebhookAdapter.Statuses.Find(word);
    }

    private string? IdIn(JsonElement json) =>
        TextAt(json, settings.Get(WebhookAdapter.IdPointer, "/id"))?.Trim()
            is { Length: > 0 and <= OrchestrationInstance.ExternalIdLimit } id
            ? id
            : null;

    private string? Optional(JsonElement json, string setting) =>
        settings.Find(setting) is { } pointer ? TextAt(json, pointer) : null;

    private static string? TextAt(JsonElement json, string pointer) =>
        JsonPointer.TryParse(pointer, out var read)
        && read.Find(json) is { ValueKind: JsonValueKind.String or JsonValueKind.Number } value
            ? value.ToString()
            : null;

    private static string Fill(string template, EngineOrder order, string id) =>
        template.Replace("{submission}", $"{order.Id}").Replace("{id}", Uri.EscapeDataString(id));
}

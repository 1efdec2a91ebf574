using System.Text.Json;
using AutomationPlatform.Application.Definition;
using AutomationPlatform.Application.Orchestration;
using AutomationPlatform.Domain;
using AutomationPlatform.Domain.Execution;
using AutomationPlatform.Domain.Orchestration;

namespace AutomationPlatform.Engines.Webhook;

/// <summary>A job as the service tells of it, read where the settings say. A value.</summary>
internal sealed class WebhookJob(JsonElement json, EngineSettings settings)
{
    private static readonly Payload Nothing = Payload.Parse("{}");

    /// <summary>Where the id is.</summary>
    internal string IdPlace => settings.Get(WebhookAdapter.IdPointer, "/id");

    /// <summary>Where the status is.</summary>
    internal string StatusPlace => settings.Get(WebhookAdapter.StatusPointer, "/status");

    /// <summary>Its id; null when there is none that can be kept.</summary>
    internal string? Id =>
        TextAt(IdPlace)?.Trim() is { Length: > 0 and <= OrchestrationInstance.ExternalIdLimit } id
        && !id.Any(char.IsControl)
            ? id
            : null;

    /// <summary>Its status in the service's words; null when there is none.</summary>
    internal string? Word => TextAt(StatusPlace);

    /// <summary>Its status in ours; null for a word that nobody has explained.</summary>
    internal ExecutionStatus? Status
    {
        get
        {
            foreach (var (known, status) in settings.Below(WebhookAdapter.StatusWord))
                if (string.Equals(known, Word, StringComparison.OrdinalIgnoreCase))
                    return Lifecycle.Parse(status);
            return WebhookAdapter.Statuses.Find(Word);
        }
    }

    /// <summary>The submission that it carries; null when it is none of ours.</summary>
    internal Guid? Submission
    {
        get
        {
            var text = TextAt(settings.Get(WebhookAdapter.SubmissionPointer, "/submissionId"));
            return Guid.TryParse(text, out var id) ? id : EngineMark.Read(text);
        }
    }

    /// <summary>All that the service says of it; nothing where no database could keep it.</summary>
    internal Payload Words
    {
        get
        {
            try
            {
                return Payload.From(json);
            }
            catch (PayloadException)
            {
                return Nothing;
            }
        }
    }

    /// <summary>What is at the place that a setting names; null when either is missing.</summary>
    internal string? Find(string setting) => settings.Find(setting) is { } pointer ? TextAt(pointer) : null;

    private string? TextAt(string pointer) =>
        JsonPointer.TryParse(pointer, out var read)
        && read.Find(json) is { ValueKind: JsonValueKind.String or JsonValueKind.Number } value
            ? value.ToString()
            : null;
}

using System.Reflection;

namespace AutomationPlatform.Application.Audit;

/// <summary>The catalogue of everything that leaves an entry in the activity log.</summary>
public static class AuditActions
{
    /// <summary>A definition is created or changed.</summary>
    public static readonly AuditAction AutomationApply = new(
        "automation.apply",
        "created, or its description, schemas or settings changed"
    );

    /// <summary>An automation is taken back into use.</summary>
    public static readonly AuditAction AutomationActivate = new("automation.activate", "taken back into use");

    /// <summary>An automation is taken out of use.</summary>
    public static readonly AuditAction AutomationDeactivate = new("automation.deactivate", "taken out of use");

    /// <summary>An automation is removed.</summary>
    public static readonly AuditAction AutomationDelete = new(
        "automation.delete",
        "removed with its batches and items"
    );

    /// <summary>All runs of an automation are paused.</summary>
    public static readonly AuditAction AutomationPause = new("automation.pause", "all its runs are paused");

    /// <summary>All runs of an automation go on.</summary>
    public static readonly AuditAction AutomationResume = new("automation.resume", "all its runs go on");

    /// <summary>All open runs of an automation are cancelled.</summary>
    public static readonly AuditAction AutomationCancel = new(
        "automation.cancel",
        "its open runs are cancelled; each leaves a run.cancel beside"
    );

    /// <summary>A new batch is imported.</summary>
    public static readonly AuditAction BatchImport = new(
        "batch.import",
        "made of rows, with their number and their hash"
    );

    /// <summary>Items are added to a batch.</summary>
    public static readonly AuditAction BatchAppend = new("batch.append", "rows were added, with their number");

    /// <summary>A batch is made by code.</summary>
    public static readonly AuditAction BatchCreate = new("batch.create", "made by code, without an import");

    /// <summary>A batch is changed by code.</summary>
    public static readonly AuditAction BatchChange = new("batch.change", "changed by code");

    /// <summary>A batch is taken back into use.</summary>
    public static readonly AuditAction BatchActivate = new("batch.activate", "taken back into use");

    /// <summary>A batch is taken out of use.</summary>
    public static readonly AuditAction BatchDeactivate = new("batch.deactivate", "taken out of use");

    /// <summary>A batch is removed.</summary>
    public static readonly AuditAction BatchDelete = new("batch.delete", "removed with its items");

    /// <summary>Items are made, changed or removed by code.</summary>
    public static readonly AuditAction ItemChange = new(
        "item.change",
        "made, changed or removed by code, with their number"
    );

    /// <summary>Item executions begin, by an engine or by code.</summary>
    public static readonly AuditAction ItemStart = new("item.start", "attempts began, by an engine or by code");

    /// <summary>Item executions end well, by an engine or by code.</summary>
    public static readonly AuditAction ItemComplete = new(
        "item.complete",
        "attempts ended well, by an engine or by code"
    );

    /// <summary>Item executions end in failure, by an engine or by code.</summary>
    public static readonly AuditAction ItemFail = new("item.fail", "attempts failed, by an engine or by code");

    /// <summary>Item executions are made or changed otherwise by code.</summary>
    public static readonly AuditAction ItemExecute = new(
        "item.execute",
        "executions were made, cancelled, skipped or tried again by code, with their number"
    );

    /// <summary>What an item says is erased for good.</summary>
    public static readonly AuditAction ItemRedact = new("item.redact", "its payload, results and logs were erased");

    /// <summary>The payload of a batch is erased for good.</summary>
    public static readonly AuditAction BatchRedact = new("batch.redact", "its payload was erased");

    /// <summary>Somebody searches what definitions call sensitive.</summary>
    public static readonly AuditAction ItemReveal = new("item.reveal", "sensitive values were searched");

    /// <summary>Somebody looks at what definitions call sensitive in a batch and its items.</summary>
    public static readonly AuditAction BatchReveal = new("batch.reveal", "sensitive values were shown");

    /// <summary>Somebody looks at what definitions call sensitive in a run.</summary>
    public static readonly AuditAction RunReveal = new("run.reveal", "sensitive values were shown");

    /// <summary>A run leaves for a file.</summary>
    public static readonly AuditAction RunArchive = new("run.archive", "it left for a file, with its name and hash");

    /// <summary>A run is made.</summary>
    public static readonly AuditAction RunStart = new("run.start", "made, with the number of its items");

    /// <summary>What is left of an ended run is run again.</summary>
    public static readonly AuditAction RunRestart = new("run.restart", "made of what another run left");

    /// <summary>A run is paused.</summary>
    public static readonly AuditAction RunPause = new("run.pause", "nothing more of it is begun");

    /// <summary>A run goes on.</summary>
    public static readonly AuditAction RunResume = new("run.resume", "it goes on");

    /// <summary>A run is cancelled.</summary>
    public static readonly AuditAction RunCancel = new("run.cancel", "its end was asked for");

    /// <summary>Failed items of a run are tried again.</summary>
    public static readonly AuditAction RunRetry = new("run.retry", "failed items were re-opened, with their number");

    /// <summary>Waiting items of a run are left out.</summary>
    public static readonly AuditAction RunSkip = new("run.skip", "waiting items were left out, with their number");

    /// <summary>A run, its batches or its links are changed by an engine or by code.</summary>
    public static readonly AuditAction RunChange = new("run.change", "moved on by an engine or by code");

    /// <summary>An engine is made known.</summary>
    public static readonly AuditAction EngineCreate = new("engine.create", "made known");

    /// <summary>An engine is changed.</summary>
    public static readonly AuditAction EngineChange = new("engine.change", "changed");

    /// <summary>An engine is taken back into use.</summary>
    public static readonly AuditAction EngineActivate = new("engine.activate", "taken back into use");

    /// <summary>An engine is taken out of use.</summary>
    public static readonly AuditAction EngineDeactivate = new("engine.deactivate", "taken out of use");

    /// <summary>An engine is removed.</summary>
    public static readonly AuditAction EngineDelete = new("engine.delete", "removed with its instances");

    /// <summary>An instance in an engine is made, observed or removed.</summary>
    public static readonly AuditAction InstanceChange = new(
        "instance.change",
        "an engine's instance was made, observed to change, or removed"
    );

    /// <summary>A webhook is added.</summary>
    public static readonly AuditAction WebhookAdd = new("webhook.add", "events are posted to a URL from now on");

    /// <summary>A webhook or a handler is paused, by a person or by a relay.</summary>
    public static readonly AuditAction WebhookPause = new("webhook.pause", "nothing is delivered until it is resumed");

    /// <summary>A webhook or a handler goes on.</summary>
    public static readonly AuditAction WebhookResume = new("webhook.resume", "what waited is delivered");

    /// <summary>Recorded deliveries go out once more.</summary>
    public static readonly AuditAction WebhookReplay = new(
        "webhook.replay",
        "recorded events go out once more, with their number"
    );

    /// <summary>A webhook or a handler's subscription is removed.</summary>
    public static readonly AuditAction WebhookRemove = new(
        "webhook.remove",
        "removed with what waited for it and its record"
    );

    /// <summary>The database's schema is brought up to date.</summary>
    public static readonly AuditAction DatabaseMigrate = new("database.migrate", "its schema was brought up to date");

    /// <summary>What the doctor found is mended.</summary>
    public static readonly AuditAction DatabaseRepair = new("database.repair", "what the doctor found was mended");

    /// <summary>A unit of work is refused before it said what it would change.</summary>
    public static readonly AuditAction EntityChange = new("entity.change", "a unit of work of code was refused");

    /// <summary>An ended run is sealed.</summary>
    public static readonly AuditAction RunSeal = new(
        "run.seal",
        "sealed as it ended, with the seal's position and hash"
    );

    /// <summary>What was recorded is verified.</summary>
    public static readonly AuditAction AuditVerify = new(
        "audit.verify",
        "what was recorded was verified, with the head that was found"
    );

    /// <summary>How the database is audited is changed.</summary>
    public static readonly AuditAction AuditSettings = new("audit.settings", "how the database is audited was changed");

    /// <summary>Everything there is, in the order of its name.</summary>
    public static IReadOnlyList<AuditAction> All =>
        field ??= [
            .. typeof(AuditActions)
                .GetFields(BindingFlags.Public | BindingFlags.Static)
                .Select(action => action.GetValue(null))
                .OfType<AuditAction>()
                .OrderBy(action => action.Name, StringComparer.Ordinal),
        ];

    /// <summary>The action of this name; null when the catalogue has none.</summary>
    public static AuditAction? Find(string name) => All.FirstOrDefault(action => action.Name == name);
}

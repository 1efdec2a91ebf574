using System.Text.Json;
using System.Text.Json.Serialization;
using AutomationPlatform.Application.Database;
using AutomationPlatform.Cli.Audit;
using AutomationPlatform.Cli.Automations;
using AutomationPlatform.Cli.Batches;
using AutomationPlatform.Cli.Database;
using AutomationPlatform.Cli.Engines;
using AutomationPlatform.Cli.Items;
using AutomationPlatform.Cli.Runs;
using AutomationPlatform.Cli.Webhooks;
using AutomationPlatform.Cli.Workers;

namespace AutomationPlatform.Cli.Console;

/// <summary>How every document of <c>--json</c> is written, made at compile time so that nothing is reflected upon at start.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(VersionDocument))]
[JsonSerializable(typeof(RunDocument))]
[JsonSerializable(typeof(ShownRunDocument))]
[JsonSerializable(typeof(EndedRunDocument))]
[JsonSerializable(typeof(IReadOnlyList<ListedRunDocument>))]
[JsonSerializable(typeof(IReadOnlyList<RunErrorDocument>))]
[JsonSerializable(typeof(IReadOnlyList<HandlerLogDocument>))]
[JsonSerializable(typeof(IReadOnlyList<JobLogDocument>))]
[JsonSerializable(typeof(ChangedRunDocument))]
[JsonSerializable(typeof(SkippedDocument))]
[JsonSerializable(typeof(CancelledAutomationDocument))]
[JsonSerializable(typeof(StartedItemDocument))]
[JsonSerializable(typeof(AnsweredItemDocument))]
[JsonSerializable(typeof(ErasureDocument))]
[JsonSerializable(typeof(ArchiveDocument))]
[JsonSerializable(typeof(IReadOnlyList<ItemDocument>))]
[JsonSerializable(typeof(IReadOnlyList<FoundItemDocument>))]
[JsonSerializable(typeof(ItemExecutionDocument))]
[JsonSerializable(typeof(IReadOnlyList<ItemExecutionDocument>))]
[JsonSerializable(typeof(IReadOnlyList<HistoryDocument>))]
[JsonSerializable(typeof(BatchDocument))]
[JsonSerializable(typeof(IReadOnlyList<BatchDocument>))]
[JsonSerializable(typeof(IReadOnlyList<AuditEntryDocument>))]
[JsonSerializable(typeof(AuditReportDocument))]
[JsonSerializable(typeof(AuditExportDocument))]
[JsonSerializable(typeof(AuditSettingsDocument))]
[JsonSerializable(typeof(AuditKeyDocument))]
[JsonSerializable(typeof(MigrationDocument))]
[JsonSerializable(typeof(BackupDocument))]
[JsonSerializable(typeof(DatabaseStatusDocument))]
[JsonSerializable(typeof(IReadOnlyList<DoctorFinding>))]
[JsonSerializable(typeof(EngineDocument))]
[JsonSerializable(typeof(IReadOnlyList<ListedEngineDocument>))]
[JsonSerializable(typeof(TestedEngineDocument))]
[JsonSerializable(typeof(WorkerDocument))]
[JsonSerializable(typeof(WebhookDocument))]
[JsonSerializable(typeof(IReadOnlyList<WebhookDocument>))]
[JsonSerializable(typeof(IReadOnlyList<DeliveryDocument>))]
[JsonSerializable(typeof(WebhookTestDocument))]
[JsonSerializable(typeof(ReplayDocument))]
[JsonSerializable(typeof(RemovedWebhookDocument))]
[JsonSerializable(typeof(ExportDocument))]
[JsonSerializable(typeof(ExportedItemDocument))]
[JsonSerializable(typeof(InitDocument))]
[JsonSerializable(typeof(ImportDocument))]
[JsonSerializable(typeof(IReadOnlyList<ValidationDocument>))]
[JsonSerializable(typeof(AutomationDocument))]
[JsonSerializable(typeof(IReadOnlyList<AutomationDocument>))]
[JsonSerializable(typeof(AutomationDetailsDocument))]
[JsonSerializable(typeof(IReadOnlyList<AppliedDocument>))]
internal sealed partial class Documents : JsonSerializerContext;

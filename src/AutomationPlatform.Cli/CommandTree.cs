using System.CommandLine;
using System.CommandLine.Help;
using AutomationPlatform.Cli.Audit;
using AutomationPlatform.Cli.Automations;
using AutomationPlatform.Cli.Batches;
using AutomationPlatform.Cli.Console;
using AutomationPlatform.Cli.Database;
using AutomationPlatform.Cli.Engines;
using AutomationPlatform.Cli.Items;
using AutomationPlatform.Cli.Runs;
using AutomationPlatform.Cli.Webhooks;
using AutomationPlatform.Cli.Workers;

namespace AutomationPlatform.Cli;

/// <summary>Every command there is.</summary>
internal static class CommandTree
{
    /// <summary>Makes the whole tree.</summary>
    internal static RootCommand Build()
    {
        var root = new RootCommand(
            "Define automations, run them over batches of items, and know what became of each item."
        );
        foreach (var option in GlobalOptions.All)
            root.Add(option);
        foreach (var command in Commands())
            root.Add(command);
        root.Options.Remove(root.Options.OfType<HelpOption>().Single());
        root.Add(new HelpOption("--help", "-h") { Description = "Show this page", Action = new HelpPageAction() });
        root.Options.OfType<VersionOption>().Single().Action = new VersionAction();
        return root;
    }

    private static Command[] Commands() =>
        [
            new InitCommand(),
            new RunCommand(),
            new ApplyCommand(),
            new ValidateCommand(),
            Automations(),
            new ImportCommand(),
            Batches(),
            Items(),
            Runs(),
            new WorkerCommand(),
            Audit(),
            Webhooks(),
            Engines(),
            Database(),
            new CompletionCommand(),
            new VersionCommand(),
        ];

    private static NounCommand Automations() =>
        new(
            "automations",
            "List and show automations, pause, resume and cancel their runs, and take them out of use.",
            new AutomationsListCommand(),
            new AutomationsShowCommand(),
            new AutomationsDeactivateCommand(),
            new AutomationsActivateCommand(),
            new AutomationsExportCommand(),
            new AutomationsPauseCommand(),
            new AutomationsResumeCommand(),
            new AutomationsCancelCommand()
        );

    private static NounCommand Batches() =>
        new(
            "batches",
            "List, show, erase and delete the batches of an automation.",
            new BatchesListCommand(),
            new BatchesShowCommand(),
            new BatchesDeleteCommand(),
            new BatchesRedactCommand()
        );

    private static NounCommand Items() =>
        new(
            "items",
            "List, find and show items, tell their story, erase them, and do those of engines.",
            new ItemsListCommand(),
            new ItemsFindCommand(),
            new ItemsShowCommand(),
            new ItemsHistoryCommand(),
            new ItemsStartCommand(),
            new ItemsCompleteCommand(),
            new ItemsFailCommand(),
            new ItemsRedactCommand()
        );

    private static NounCommand Runs() =>
        new(
            "runs",
            "Start, list, watch, pause, cancel, retry and restart runs.",
            new RunsStartCommand(),
            new RunsListCommand(),
            new RunsShowCommand(),
            new RunsWatchCommand(),
            new RunsPauseCommand(),
            new RunsResumeCommand(),
            new RunsCancelCommand(),
            new RunsSkipCommand(),
            new RunsRetryCommand(),
            new RunsRestartCommand(),
            new RunsErrorsCommand(),
            new RunsLogsCommand(),
            new RunsExportCommand()
        );

    private static NounCommand Audit() =>
        new(
            "audit",
            "Show who changed what, and prove that nothing was changed since.",
            new AuditLogCommand(),
            new AuditVerifyCommand(),
            new AuditExportCommand(),
            new AuditSettingsCommand()
        )
        {
            new NounCommand("keys", "Make keys that sign seals.", new AuditKeysCreateCommand()),
        };

    private static NounCommand Webhooks() =>
        new(
            "webhooks",
            "Tell other systems what happens: signed, at least once, in order per run.",
            new WebhooksAddCommand(),
            new WebhooksListCommand(),
            new WebhooksTestCommand(),
            new WebhooksDeliveriesCommand(),
            new WebhooksReplayCommand(),
            new WebhooksPauseCommand(),
            new WebhooksResumeCommand(),
            new WebhooksRemoveCommand()
        );

    private static NounCommand Engines() =>
        new(
            "engines",
            "Add, list, try and remove external workflow engines.",
            new EnginesAddCommand(),
            new EnginesListCommand(),
            new EnginesTestCommand(),
            new EnginesRemoveCommand()
        );

    private static NounCommand Database() =>
        new(
            "db",
            "Make, examine and copy the database, and let old runs leave it.",
            new DbMigrateCommand(),
            new DbStatusCommand(),
            new DbDoctorCommand(),
            new DbBackupCommand(),
            new DbArchiveCommand()
        );
}

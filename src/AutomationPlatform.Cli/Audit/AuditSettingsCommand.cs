using System.CommandLine;
using AutomationPlatform.Application.Audit;
using AutomationPlatform.Cli.Console;

namespace AutomationPlatform.Cli.Audit;

/// <summary><c>apc audit settings</c>.</summary>
internal sealed class AuditSettingsCommand : ApcCommand
{
    private readonly Option<bool?> required = new("--require-signatures")
    {
        Description = "Whether only holders of a key may seal, from now on",
        HelpName = "true|false",
    };

    internal AuditSettingsCommand()
        : base(
            "settings",
            "Show or change how this database is audited.",
            new Example("apc audit settings", "shows"),
            new Example("apc audit settings --require-signatures true", "only processes with APC_AUDIT_KEY seal runs")
        ) => Add(required);

    internal override AuditAction? Audited => AuditActions.AuditSettings;

    internal override async Task<int> ExecuteAsync(Invocation call, CancellationToken cancellationToken)
    {
        var platform = await call.OpenAsync(cancellationToken);
        if (call.Value(required) is { } wanted)
            await platform
                .Get<ISealStore>()
                .SetAsync(
                    AuditDefaults.RequireSignatures,
                    wanted ? "true" : "false",
                    platform.Actor,
                    cancellationToken
                );
        var setting = await platform.Audit.FindSettingAsync(AuditDefaults.RequireSignatures, cancellationToken);
        var key = platform.Signer.Key?.Id;
        if (call.Json)
            call.WriteJson(
                new AuditSettingsDocument(setting?.Value == "true", setting?.UpdatedAt, setting?.UpdatedBy, key)
            );
        else
            foreach (var line in Lines(setting, key))
                call.Terminal.Say(line);
        return ExitCode.Done;
    }

    private static IEnumerable<string> Lines(PlatformSetting? setting, string? key)
    {
        var by = setting is null ? "" : $" (set by {Visible.Line(setting.UpdatedBy)})";
        yield return setting?.Value == "true" ? $"Signatures are required{by}." : $"Signatures are not required{by}.";
        yield return key is null
            ? $"There is no key here: {Composition.AuditKeyVariable} names none. What this process seals is unsigned."
            : $"This process signs with the key {key}.";
    }
}

using System.CommandLine;
using AutomationPlatform.Application;
using AutomationPlatform.Application.Audit;

namespace AutomationPlatform.Cli.Audit;

/// <summary><c>apc audit keys create</c>.</summary>
internal sealed class AuditKeysCreateCommand : ApcCommand
{
    private readonly Option<string> to = new("--to")
    {
        Description = "The file to write; it must not exist, and only its owner may read it",
        HelpName = "FILE",
        Required = true,
    };

    internal AuditKeysCreateCommand()
        : base(
            "create",
            "Make a private key that signs seals: ECDSA on the curve P-256, PEM.",
            new Example("apc audit keys create --to audit.pem", "then start workers with APC_AUDIT_KEY=file:audit.pem")
        ) => Add(to);

    internal override async Task<int> ExecuteAsync(Invocation call, CancellationToken cancellationToken)
    {
        var path = Path.GetFullPath(call.Required(to));
        if (File.Exists(path))
            throw new ConflictException($"{path} exists; a key is never overwritten");
        var (pem, key) = AuditSigner.Create();
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        await using (var file = new StreamWriter(path, options))
            await file.WriteAsync(pem.AsMemory(), cancellationToken);
        if (call.Json)
            call.WriteJson(new AuditKeyDocument(path, key.Id));
        else
            call.Terminal.Say(
                $"Key {key.Id} written to {path}. Use it with {Composition.AuditKeyVariable}=file:{path}"
            );
        return ExitCode.Done;
    }
}

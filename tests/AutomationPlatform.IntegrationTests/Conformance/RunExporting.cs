using System.Diagnostics;
using System.Text;
using AutomationPlatform.Application.Audit;
using AutomationPlatform.IntegrationTests.Databases;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace AutomationPlatform.IntegrationTests.Conformance;

/// <summary>An export proves the run without the database, to this program and to others.</summary>
public abstract class RunExporting(TestDatabase database)
{
    private static readonly CancellationToken Token = CancellationToken.None;

    [Fact]
    public async Task An_export_is_verified_by_itself()
    {
        await using var stage = await AuditStage.SealedAsync(database);

        var report = await VerifyAsync(await ExportAsync(stage));

        Assert.Empty(report.Findings);
        Assert.Equal(
            (AuditedState.Sealed, 6L, 14L),
            (Assert.Single(report.Runs).Key, report.Items, report.HistoryRows)
        );
    }

    [Theory]
    [InlineData("\"actor\":\"vm", "\"actor\":\"vx")]
    [InlineData("\"attempt\":1,\"actor\"", "\"attempt\":2,\"actor\"")]
    [InlineData("the third is wrong", "the third is right")]
    [InlineData("\"status\":\"FAILED\",\"version\"", "\"status\":\"COMPLETED\",\"version\"")]
    [InlineData("{\\\"done\\\":1}", "{\\\"done\\\":2}")]
    [InlineData("{\\\"done\\\":1}", "not JSON")]
    [InlineData("\"itemExecution\"", "\"itemExecutionX\"")]
    [InlineData("apc-run-export-1", "apc-run-export-9")]
    [InlineData("\"lines\":8", "\"lines\":9")]
    public async Task A_changed_export_is_found(string what, string by)
    {
        await using var stage = await AuditStage.SealedAsync(database);
        var text = Encoding.UTF8.GetString(await ExportAsync(stage));
        // The actor is the host's name.
        var from = what.StartsWith("\"actor\"", StringComparison.Ordinal) ? "\"actor\":\"" : what;
        var to = what.StartsWith("\"actor\"", StringComparison.Ordinal) ? "\"actor\":\"x" : by;
        var at = text.IndexOf(from, StringComparison.Ordinal);
        Assert.True(at >= 0, $"{from} is not in {text}");

        var changed = text[..at] + to + text[(at + from.Length)..];

        Assert.NotEmpty((await VerifyAsync(Encoding.UTF8.GetBytes(changed))).Findings);
    }

    [Fact]
    public async Task An_export_that_lacks_a_line_or_its_end_is_found()
    {
        await using var stage = await AuditStage.SealedAsync(database);
        var lines = Encoding
            .UTF8.GetString(await ExportAsync(stage))
            .Split('\n', StringSplitOptions.RemoveEmptyEntries);
        for (var left = 0; left < lines.Length; left++)
        {
            var rest = string.Concat(lines.Where((_, at) => at != left).Select(line => line + "\n"));
            Assert.NotEmpty((await VerifyAsync(Encoding.UTF8.GetBytes(rest))).Findings);
        }
    }

    [Fact]
    public async Task A_program_in_another_language_verifies_an_export()
    {
        Assert.SkipUnless(HasPython(), "python3 is not there");
        using var key = new TemporaryFile(Encoding.UTF8.GetBytes(AuditSigner.Create().Pem));
        await using var stage = await AuditStage.EndedAsync(database, $"file:{key.Path}");
        await stage.SealAsync();
        await stage.RetryAsync();
        await stage.WorkAsync();
        await stage.SealAsync();
        var export = await ExportAsync(stage);
        using var whole = new TemporaryFile(export);
        using var changed = new TemporaryFile(
            Encoding.UTF8.GetBytes(
                Encoding
                    .UTF8.GetString(export)
                    .Replace("\"reason\":\"again\"", "\"reason\":\"never\"", StringComparison.Ordinal)
            )
        );

        var good = await RunAsync(whole.Path);
        var bad = await RunAsync(changed.Path);

        Assert.Equal((0, "whole: 6 item executions, 17 rows of history, 2 seals\n"), (good.Exit, good.Output));
        Assert.Equal(1, bad.Exit);
    }

    private static async Task<byte[]> ExportAsync(AuditStage stage)
    {
        using var file = new MemoryStream();
        var exported = await stage.Exports.WriteAsync(stage.Run, file, progress: null, Token);
        Assert.Equal((file.Length, stage.Run), (exported.Bytes, exported.Run));
        Assert.Equal(System.Security.Cryptography.SHA256.HashData(file.ToArray()), exported.Sha256);
        return file.ToArray();
    }

    private static async Task<AuditReport> VerifyAsync(byte[] export) =>
        await VerifyAudit.VerifyFileAsync(new MemoryStream(export), progress: null, Token);

    private static bool HasPython()
    {
        try
        {
            using var python = Process.Start(
                new ProcessStartInfo("python3", "--version") { RedirectStandardOutput = true, UseShellExecute = false }
            )!;
            python.WaitForExit();
            return python.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    private static async Task<(int Exit, string Output)> RunAsync(string export)
    {
        var program = Repository.Path("samples/verify-export/verify_export.py");
        using var python = Process.Start(
            new ProcessStartInfo("python3", [program, export])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                UseShellExecute = false,
            }
        )!;
        var output = await python.StandardOutput.ReadToEndAsync(Token);
        await python.WaitForExitAsync(Token);
        return (python.ExitCode, output);
    }

    private sealed class TemporaryFile : IDisposable
    {
        internal TemporaryFile(byte[] content) => File.WriteAllBytes(Path, content);

        internal string Path { get; } = System.IO.Path.GetTempFileName();

        public void Dispose() => File.Delete(Path);
    }
}

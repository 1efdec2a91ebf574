using System.Diagnostics;
using System.Text.Json;
using Xunit;

namespace AutomationPlatform.IntegrationTests.Handlers;

/// <summary>Verifies what was posted by the program that the page about webhooks shows to receivers.</summary>
internal static class WebhookVerifier
{
    private const string Rest = """

        import json, sys
        posted = json.load(sys.stdin)
        headers = posted["headers"]
        try:
            verify(headers, posted["body"].encode(), posted["secret"], tolerance=10**10)
        except ValueError as refusal:
            print(refusal)
        """;

    /// <returns>Why it refused; empty when it did not.</returns>
    internal static async Task<string> VerifyAsync(
        IReadOnlyDictionary<string, string> headers,
        string body,
        string secret
    )
    {
        var page = await File.ReadAllTextAsync(Repository.Path("docs/webhooks.md"));
        var program = page.Split("```python\n")[1].Split("```")[0] + Rest;
        using var python = Process.Start(
            new ProcessStartInfo("python3")
            {
                ArgumentList = { "-c", program },
                UseShellExecute = false,
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
            }
        )!;
        await python.StandardInput.WriteAsync(
            JsonSerializer.Serialize(
                new
                {
                    headers,
                    body,
                    secret,
                }
            )
        );
        python.StandardInput.Close();
        var said = await python.StandardOutput.ReadToEndAsync();
        await python.WaitForExitAsync();
        Assert.Equal(0, python.ExitCode);
        return said.Trim();
    }
}

using System.Text.Json;
using AutomationPlatform.EndToEndTests.Faults;

namespace AutomationPlatform.EndToEndTests.Cli;

/// <summary>Everything that is done to a webhook by typing.</summary>
public sealed class WebhookTests : IDisposable
{
    private readonly TestFolder folder = new();

    [Fact]
    public async Task A_webhook_is_added_tested_paused_resumed_replayed_and_removed()
    {
        await using var receiver = new WebhookReceiver();
        folder.Write("secret", "a secret in plain words");
        await folder.DefineAsync();
        folder.Write("rows.jsonl", "{\"n\": 1}\n");
        var added = await JsonAsync([
            "add",
            receiver.Url,
            "--event",
            "apc.run.completed",
            "--secret",
            SecretFile,
            "--allow-private-network",
        ]);
        var id = added.GetProperty("id").GetString()!;
        Assert.Equal(SecretFile, added.GetProperty("secret").GetString());

        Assert.True((await JsonAsync("test", id)).GetProperty("taken").GetBoolean());
        (await TypeAsync("pause", id[..13], "--reason", "moving house")).AssertDone();
        (await TypeAsync("pause", id, "--reason", "again")).AssertRefused(73, "paused already");
        (await folder.ApcAsync("run", "T", "--input", "rows.jsonl")).AssertDone();
        Assert.Equal("WAITING", await StateAsync(id));
        (await TypeAsync("resume", id)).AssertDone();
        (await folder.ApcAsync("worker", "--drain")).AssertDone();
        Assert.Equal("DELIVERED", await StateAsync(id));
        Assert.Equal(1, (await JsonAsync("replay", id, "--since", "1h")).GetProperty("replayed").GetInt64());
        (await folder.ApcAsync("worker", "--drain")).AssertDone();
        (await TypeAsync("remove", id)).AssertDone();

        Assert.Equal(0, (await JsonAsync("list")).GetArrayLength());
        Assert.Equal(
            ["webhook.test", "run.completed", "run.completed"],
            receiver.Received.Select(e => e.Split(':')[2])
        );
        (await TypeAsync("test", id)).AssertRefused(66, "there is none");
        var log = (await folder.ApcAsync("audit", "log", "--entity", "webhook", "--json")).AssertDone().Output;
        using var entries = JsonDocument.Parse(log);
        Assert.Equal(
            ["webhook.remove", "webhook.replay", "webhook.resume", "webhook.pause", "webhook.pause", "webhook.add"],
            entries.RootElement.EnumerateArray().Select(entry => entry.GetProperty("action").GetString())
        );
        Assert.DoesNotContain("plain words", log, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://example.org/", "apc.run.over", "env:X", 65, "event type 'apc.run.over'")]
    [InlineData("https://example.org/", "apc.run.failed", "hunter2", 65, "give where it is found")]
    [InlineData("https://10.1.2.3/", "apc.run.failed", "env:X", 65, "--allow-private-network")]
    [InlineData("example.org", "apc.run.failed", "env:X", 2, "absolute URL")]
    public async Task What_cannot_be_a_webhook_is_refused(string url, string type, string secret, int code, string why)
    {
        var refused = await TypeAsync("add", url, "--event", type, "--secret", secret);

        refused.AssertRefused(code, why);
        Assert.DoesNotContain("hunter2", refused.Error, StringComparison.Ordinal);
    }

    public void Dispose() => folder.Dispose();

    private string SecretFile => $"file:{folder.At("secret")}";

    private Task<CliResult> TypeAsync(params string[] arguments) => folder.ApcAsync(["webhooks", .. arguments]);

    private Task<JsonElement> JsonAsync(params string[] arguments) => folder.JsonAsync(["webhooks", .. arguments]);

    private async Task<string?> StateAsync(string id) =>
        (await JsonAsync("deliveries", id)).EnumerateArray().Single().GetProperty("state").GetString();
}

using System.Text;
using System.Text.Json;
using AutomationPlatform.Application;
using AutomationPlatform.Application.Events;
using AutomationPlatform.IntegrationTests.Databases;
using AutomationPlatform.IntegrationTests.Handlers;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace AutomationPlatform.IntegrationTests.Conformance;

/// <summary>Webhooks against a real receiver on loopback.</summary>
public abstract class WebhookSending(TestDatabase database)
{
    private static readonly CancellationToken None = CancellationToken.None;

    // Requests take real time; the clock must not run out of their leases meanwhile.
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(50);

    [Fact]
    public async Task Every_event_is_posted_in_order_and_recorded()
    {
        await using var stage = await OutboxStage.SetAsync(database, items: 2);
        await using var receiver = await Receiver.StartAsync();
        var webhook = await receiver.SubscribeAsync(stage);
        await DoRunAsync(stage);

        stage.Relay();
        await stage.UntilAsync(async () => (await stage.WaitingAsync(webhook)).Count == 0, Step);

        Assert.Equal(["apc.run.started", "apc.batch.completed", "apc.run.completed"], receiver.Types);
        var record = await stage.Subscriptions.ListDeliveriesAsync(webhook, DeliveryState.Delivered, 10, None);
        Assert.Equal(receiver.Types.Reverse(), record.Select(story => story.Delivery.Type));
        Assert.All(record, story => Assert.Equal((1, null), (story.Delivery.Attempts, story.Error)));
        using var last = JsonDocument.Parse(receiver.Posts[^1].Body);
        Assert.Equal("1.0", last.RootElement.GetProperty("specversion").GetString());
        Assert.Equal($"urn:apc:run:{stage.Work.Run}", last.RootElement.GetProperty("source").GetString());
        Assert.Equal(receiver.Posts[^1].Headers["webhook-id"], last.RootElement.GetProperty("id").GetString());
        Assert.Equal("2026-01-31T08:15:30.000000Z", last.RootElement.GetProperty("time").GetString());
        Assert.Equal(2, last.RootElement.GetProperty("data").GetProperty("items").GetProperty("completed").GetInt32());
    }

    [Theory]
    [InlineData("whsec_c2VjcmV0IG9mIHRoZSByZWNlaXZlcg==")]
    [InlineData("a secret in plain words")]
    public async Task The_program_of_the_docs_verifies_the_signature(string secret)
    {
        await using var stage = await OutboxStage.SetAsync(database);
        await using var receiver = await Receiver.StartAsync(secret);
        await receiver.SubscribeAsync(stage, "apc.run.completed");
        await DoRunAsync(stage);

        stage.Relay();
        await stage.UntilAsync(() => Task.FromResult(receiver.Posts.Count == 1), Step);

        var post = receiver.Posts[0];
        Assert.Equal("", await WebhookVerifier.VerifyAsync(post.Headers, post.Body, secret));
        Assert.Contains("not signed", await WebhookVerifier.VerifyAsync(post.Headers, post.Body + " ", secret));
        Assert.Contains("not signed", await WebhookVerifier.VerifyAsync(post.Headers, post.Body, "another"));
    }

    [Fact]
    public async Task A_receiver_that_asks_for_time_gets_it_and_later_events_wait()
    {
        await using var stage = await OutboxStage.SetAsync(database);
        await using var receiver = await Receiver.StartAsync();
        var webhook = await receiver.SubscribeAsync(stage);
        await DoRunAsync(stage);
        receiver.Answer = context =>
        {
            context.Response.StatusCode = 503;
            context.Response.Headers.RetryAfter = "3600";
            return context.Response.WriteAsync("closed for lunch");
        };

        stage.Relay();
        await stage.UntilAsync(async () => (await stage.WaitingAsync(webhook))[0].Delivery.Attempts == 1, Step);

        var waiting = await stage.WaitingAsync(webhook);
        Assert.Equal("answered 503 Service Unavailable: closed for lunch", waiting[0].Error);
        Assert.InRange(
            waiting[0].At!.Value - stage.Work.Clock.GetUtcNow(),
            TimeSpan.FromMinutes(55),
            TimeSpan.FromMinutes(60)
        );
        Assert.Equal(["apc.run.started"], receiver.Types);
        receiver.Answer = _ => Task.CompletedTask;
        stage.Work.Clock.Advance(TimeSpan.FromHours(1));
        await stage.UntilAsync(async () => (await stage.WaitingAsync(webhook)).Count == 0, Step);
        Assert.Equal(
            ["apc.run.started", "apc.run.started", "apc.batch.completed", "apc.run.completed"],
            receiver.Types
        );
        Assert.Single(receiver.Posts.Take(2).Select(post => post.Headers["webhook-id"]).Distinct());
    }

    [Fact]
    public async Task A_receiver_that_is_gone_for_good_pauses_its_webhook()
    {
        await using var stage = await OutboxStage.SetAsync(database);
        await using var receiver = await Receiver.StartAsync();
        var webhook = await receiver.SubscribeAsync(stage);
        await DoRunAsync(stage);
        receiver.Answer = context =>
        {
            context.Response.StatusCode = 410;
            return Task.CompletedTask;
        };

        stage.Relay();
        await stage.UntilAsync(async () => (await GetAsync(stage, webhook)).PausedAt is not null, Step);

        Assert.Contains("410", (await GetAsync(stage, webhook)).PauseReason, StringComparison.Ordinal);
        Assert.Equal(3, (await stage.WaitingAsync(webhook)).Count);
        Assert.Single(receiver.Posts);
    }

    [Fact]
    public async Task A_redirect_is_not_followed()
    {
        await using var stage = await OutboxStage.SetAsync(database);
        await using var receiver = await Receiver.StartAsync();
        await using var elsewhere = await HttpService.StartAsync();
        receiver.Answer = context =>
        {
            context.Response.Redirect(elsewhere.Url.AbsoluteUri, permanent: false, preserveMethod: true);
            return Task.CompletedTask;
        };
        var webhook = await receiver.SubscribeAsync(stage);

        var (answer, _) = await stage.TestAsync(webhook);

        Assert.Contains("answered 307", answer.Error, StringComparison.Ordinal);
        Assert.Contains("redirects are not followed", answer.Error, StringComparison.Ordinal);
        Assert.Equal(0, elsewhere.Requests);
    }

    [Fact]
    public async Task An_answer_without_end_is_cut()
    {
        await using var stage = await OutboxStage.SetAsync(database);
        await using var receiver = await Receiver.StartAsync();
        receiver.Answer = async context =>
        {
            context.Response.StatusCode = 500;
            var line = new string('x', 64 * 1024);
            while (!context.RequestAborted.IsCancellationRequested)
                await context.Response.WriteAsync(line, context.RequestAborted);
        };
        var webhook = await receiver.SubscribeAsync(stage);

        var (answer, _) = await stage.TestAsync(webhook);

        Assert.StartsWith("answered 500", answer.Error, StringComparison.Ordinal);
        Assert.InRange(answer.Error!.Length, 1, 1100);
    }

    [Fact]
    public async Task A_name_that_leads_into_a_private_network_is_refused_at_the_connection()
    {
        await using var stage = await OutboxStage.SetAsync(database);
        await using var receiver = await Receiver.StartAsync();
        var url = new UriBuilder(receiver.Url) { Scheme = "https", Host = "localhost" }.Uri;
        var webhook = await receiver.SubscribeAsync(stage, url, allowsPrivateNetwork: false);

        var (answer, _) = await stage.TestAsync(webhook);

        Assert.Contains("is in a private network", answer.Error, StringComparison.Ordinal);
        Assert.Empty(receiver.Posts);
    }

    [Theory]
    [InlineData("http://example.org/", "--allow-private-network")]
    [InlineData("https://127.0.0.1/", "private network")]
    [InlineData("https://[::ffff:10.0.0.1]/", "private network")]
    [InlineData("https://169.254.169.254/latest", "not an address of the public internet")]
    [InlineData("https://user:secret@example.org/", "user or password")]
    [InlineData("ftp://example.org/", "https")]
    public async Task A_url_that_no_event_may_be_sent_to_is_refused_at_once(string url, string why)
    {
        await using var stage = await OutboxStage.SetAsync(database);
        var webhook = new NewWebhook(new(url), [], "env:ANY", AllowsPrivateNetwork: false, "tester");

        var refusal = await Assert.ThrowsAsync<InvalidInputException>(() =>
            stage.Subscriptions.AddWebhookAsync(webhook, None)
        );

        Assert.Contains(why, refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret@", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("whsec_c2VjcmV0", "give where it is found")]
    [InlineData("file:relative/path", "absolute")]
    public async Task A_secret_itself_is_refused_and_not_repeated(string secret, string why)
    {
        await using var stage = await OutboxStage.SetAsync(database);
        var webhook = new NewWebhook(new("https://example.org/"), [], secret, AllowsPrivateNetwork: false, "tester");

        var refusal = await Assert.ThrowsAsync<InvalidInputException>(() =>
            stage.Subscriptions.AddWebhookAsync(webhook, None)
        );

        Assert.Contains(why, refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("c2VjcmV0", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_webhook_whose_secret_is_not_here_is_left_to_others()
    {
        await using var stage = await OutboxStage.SetAsync(database);
        var webhook = await stage.SubscribeAsync("apc.run.completed");
        await stage.HandlerAsync();
        await DoRunAsync(stage);

        stage.Relay();
        await stage.UntilHeardAsync(3);

        var waiting = Assert.Single(await stage.WaitingAsync(webhook));
        Assert.Equal(0, waiting.Delivery.Attempts);
        await Assert.ThrowsAsync<ConflictException>(() => stage.TestAsync(webhook));
    }

    private static async Task<Subscription> GetAsync(OutboxStage stage, SubscriptionId id) =>
        (await stage.Subscriptions.GetAsync($"{id}", None)).Subscription;

    private static async Task DoRunAsync(OutboxStage stage)
    {
        var worker = await stage.Work.JoinAsync();
        await stage.Work.CompleteAsync(worker, await stage.Work.ClaimAsync(worker));
        await stage.Work.EndIfDoneAsync();
    }

    /// <summary>What was posted.</summary>
    internal sealed record Post(IReadOnlyDictionary<string, string> Headers, string Body);

    /// <summary>A receiver that keeps what is posted, with a secret in a file.</summary>
    private sealed class Receiver : IAsyncDisposable
    {
        private readonly HttpService service;
        private readonly string secretFile = Path.GetTempFileName();
        private readonly List<Post> posts = [];

        private Receiver(HttpService service, string secret)
        {
            this.service = service;
            File.WriteAllText(secretFile, secret + "\n");
            service.Answer = KeepAsync;
        }

        internal Uri Url => service.Url;

        internal Func<HttpContext, Task> Answer { get; set; } = _ => Task.CompletedTask;

        internal IReadOnlyList<Post> Posts
        {
            get
            {
                lock (posts)
                    return [.. posts];
            }
        }

        internal IReadOnlyList<string> Types =>
            [
                .. Posts.Select(post =>
                {
                    using var document = JsonDocument.Parse(post.Body);
                    return document.RootElement.GetProperty("type").GetString()!;
                }),
            ];

        internal static async Task<Receiver> StartAsync(string secret = "s3cret") =>
            new(await HttpService.StartAsync(), secret);

        internal Task<SubscriptionId> SubscribeAsync(OutboxStage stage, params string[] events) =>
            SubscribeAsync(stage, Url, allowsPrivateNetwork: true, events);

        internal async Task<SubscriptionId> SubscribeAsync(
            OutboxStage stage,
            Uri url,
            bool allowsPrivateNetwork,
            params string[] events
        )
        {
            var webhook = new NewWebhook(url, events, $"file:{secretFile}", allowsPrivateNetwork, "tester");
            return (await stage.Subscriptions.AddWebhookAsync(webhook, None)).Id;
        }

        public async ValueTask DisposeAsync()
        {
            await service.DisposeAsync();
            File.Delete(secretFile);
        }

        private async Task KeepAsync(HttpContext context)
        {
            using var reader = new StreamReader(context.Request.Body, Encoding.UTF8);
            var body = await reader.ReadToEndAsync();
            var headers = context.Request.Headers.ToDictionary(
                header => header.Key.ToLowerInvariant(),
                header => header.Value.ToString(),
                StringComparer.Ordinal
            );
            lock (posts)
                posts.Add(new Post(headers, body));
            await Answer(context);
        }
    }
}

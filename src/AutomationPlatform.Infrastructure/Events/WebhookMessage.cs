using System.Buffers;
using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using AutomationPlatform.Application.Events;
using AutomationPlatform.Domain;

namespace AutomationPlatform.Infrastructure.Events;

/// <summary>An event as it is posted: a CloudEvents 1.0 body, signed as Standard Webhooks says. Pure.</summary>
internal static class WebhookMessage
{
    /// <summary>The body: one JSON object.</summary>
    internal static byte[] Body(Delivery delivery)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("specversion", "1.0");
            json.WriteString("id", delivery.EventId);
            json.WriteString("source", Source(delivery));
            json.WriteString("type", delivery.Type);
            json.WriteString("subject", delivery.Subject);
            json.WriteString("time", Time(delivery.OccurredAt));
            json.WriteString("datacontenttype", "application/json");
            json.WritePropertyName("data");
            using (var data = JsonDocument.Parse(delivery.Data))
                data.RootElement.WriteTo(json);
            json.WriteEndObject();
        }
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>The request, signed at this moment.</summary>
    internal static HttpRequestMessage Request(Uri url, Delivery delivery, byte[] key, DateTimeOffset now)
    {
        var body = Body(delivery);
        var timestamp = now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/cloudevents+json", "utf-8");
        request.Headers.UserAgent.Add(new ProductInfoHeaderValue("AutomationPlatform", null));
        request.Headers.Add("webhook-id", delivery.EventId);
        request.Headers.Add("webhook-timestamp", timestamp);
        request.Headers.Add("webhook-signature", Sign(key, delivery.EventId, timestamp, body));
        return request;
    }

    private static string Sign(byte[] key, string id, string timestamp, byte[] body)
    {
        byte[] signed = [.. Encoding.UTF8.GetBytes($"{id}.{timestamp}."), .. body];
        return $"v1,{Convert.ToBase64String(HMACSHA256.HashData(key, signed))}";
    }

    private static string Source(Delivery delivery) =>
        delivery.Type.StartsWith("apc.engine-instance.", StringComparison.Ordinal)
            ? $"urn:apc:engine-instance:{delivery.Subject}"
            : $"urn:apc:run:{delivery.StreamId}";

    private static string Time(DateTimeOffset instant) =>
        Instant.From(instant).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);
}

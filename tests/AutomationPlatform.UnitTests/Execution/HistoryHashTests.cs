using System.Text;
using AutomationPlatform.Domain.Execution;
using Xunit;

namespace AutomationPlatform.UnitTests.Execution;

public sealed class HistoryHashTests
{
    private static readonly HistoryContent Row = new(
        new ItemExecutionId(Guid.Parse("0198c0de-0000-7000-8000-000000000001")),
        Version: 3,
        ExecutionStatus.Processing,
        ExecutionStatus.Failed,
        new DateTimeOffset(2026, 11, 24, 1, 2, 3, TimeSpan.Zero).AddMicroseconds(456_789),
        new DateTimeOffset(2026, 11, 24, 1, 2, 4, TimeSpan.Zero),
        Attempt: 2,
        "wörker:1",
        "exit:1",
        "it broke",
        Reason: null,
        ResultHash: null,
        PreviousHash: [.. Enumerable.Range(0, 32).Select(i => (byte)i)]
    );

    [Fact]
    public void A_hash_is_over_the_bytes_that_are_documented()
    {
        var bytes =
            Hex("apc-history-1")
            + "0198c0de000070008000000000000001"
            + "00000003"
            + Text("PROCESSING")
            + Text("FAILED")
            + $"{Row.ChangedAt.ToUnixTimeMilliseconds() * 1000 + 789:x16}"
            + $"{Row.CreatedAt.ToUnixTimeSeconds() * 1_000_000:x16}"
            + "00000002"
            + Text("wörker:1")
            + Text("exit:1")
            + Text("it broke")
            + "ffffffff"
            + new string('0', 64)
            + Convert.ToHexStringLower(Row.PreviousHash!);

        Assert.Equal(System.Security.Cryptography.SHA256.HashData(Convert.FromHexString(bytes)), HistoryHash.Of(Row));
    }

    [Fact]
    public void Every_column_counts()
    {
        HistoryContent[] changed =
        [
            Row with
            {
                ItemExecutionId = new ItemExecutionId(Guid.Empty),
            },
            Row with
            {
                Version = 4,
            },
            Row with
            {
                PreviousStatus = ExecutionStatus.Retrying,
            },
            Row with
            {
                NewStatus = ExecutionStatus.Completed,
            },
            Row with
            {
                ChangedAt = Row.ChangedAt.AddMicroseconds(1),
            },
            Row with
            {
                CreatedAt = Row.CreatedAt.AddMicroseconds(1),
            },
            Row with
            {
                Attempt = 1,
            },
            Row with
            {
                Actor = null,
            },
            Row with
            {
                Code = "exit:1i",
                Message = "t broke",
            },
            Row with
            {
                Message = "",
            },
            Row with
            {
                Reason = "",
            },
            Row with
            {
                ResultHash = Row.PreviousHash,
            },
            Row with
            {
                PreviousHash = null,
            },
        ];

        var hashes = changed.Append(Row).Select(row => Convert.ToHexString(HistoryHash.Of(row)));

        Assert.Equal(changed.Length + 1, hashes.Distinct().Count());
    }

    [Fact]
    public void A_long_message_is_hashed_whole()
    {
        var message = new string('x', 100_000);
        Assert.NotEqual(
            HistoryHash.Of(Row with { Message = message }),
            HistoryHash.Of(Row with { Message = message + "y" })
        );
    }

    private static string Hex(string text) => Convert.ToHexStringLower(Encoding.UTF8.GetBytes(text));

    private static string Text(string text) => $"{Encoding.UTF8.GetByteCount(text):x8}{Hex(text)}";
}

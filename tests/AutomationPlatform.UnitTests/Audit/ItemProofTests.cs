using AutomationPlatform.Application.Audit;
using AutomationPlatform.Domain;
using AutomationPlatform.Domain.Execution;
using Xunit;

namespace AutomationPlatform.UnitTests.Audit;

public sealed class ItemProofTests
{
    private readonly ItemProof proof = new(DateTimeOffset.MinValue);

    [Fact]
    public void An_item_without_a_payload_is_whole() => Assert.Null(proof.Check(Item(null, null), erased: false));

    [Fact]
    public void A_payload_that_is_gone_without_a_redaction_is_found()
    {
        var item = Item(null, CanonicalJson.Hash("{}"));
        var found = Assert.Throws<AuditMismatch>(() => proof.Check(item, erased: false));
        Assert.Equal("payload", found.Finding.Column);
    }

    [Fact]
    public void A_payload_that_was_erased_is_counted()
    {
        proof.Check(Item(null, CanonicalJson.Hash("{}")), erased: true);
        Assert.Equal(1, proof.Erased);
    }

    [Fact]
    public void A_payload_without_its_hash_is_found() =>
        Assert.Throws<AuditMismatch>(() => proof.Check(Item("{}", null), erased: false));

    [Fact]
    public void A_change_that_is_none_of_status_leaves_no_row_where_there_can_be_one()
    {
        var item = Item("{}", CanonicalJson.Hash("{}"), version: 2);
        Assert.Null(new ItemProof(DateTimeOffset.MinValue, versionsMayJump: true).Check(item, erased: false));
        Assert.Throws<AuditMismatch>(() => proof.Check(item, erased: false));
    }

    private static AuditedItem Item(string? payload, byte[]? hash, int version = 1) =>
        new()
        {
            Id = Guid.CreateVersion7(),
            ItemId = Guid.CreateVersion7(),
            BatchExecutionId = Guid.CreateVersion7(),
            Status = ExecutionStatus.Pending,
            Version = version,
            Attempt = 0,
            SequenceNumber = 0,
            ItemCreatedAt = DateTimeOffset.UnixEpoch,
            Payload = payload,
            PayloadHash = hash,
        };
}

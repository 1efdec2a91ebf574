namespace AutomationPlatform.Application.Audit;

/// <summary>Compares a chain with a head that somebody kept.</summary>
internal static class ExpectedHead
{
    internal static void Check(ChainHead? expected, ChainHead found, string table)
    {
        if (expected?.Position == found.Position && !expected.Hash.AsSpan().SequenceEqual(found.Hash))
            throw ItemProof.Wrong(
                table,
                $"at position {found.Position}",
                "hash",
                "is not the one of the expected head: it was made anew"
            );
    }

    internal static void CheckReached(ChainHead? expected, ChainHead? found, string table)
    {
        if (expected is not null && (found?.Position ?? 0) < expected.Position)
            throw ItemProof.Wrong(
                table,
                $"at position {expected.Position}",
                null,
                $"was there when the expected head was printed and is missing: the chain ends at {found?.Position ?? 0}"
            );
    }
}

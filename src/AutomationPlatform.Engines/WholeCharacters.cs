namespace AutomationPlatform.Engines;

/// <summary>Pieces of a text in UTF-8 that is still being written.</summary>
internal static class WholeCharacters
{
    /// <summary>How many of these bytes are whole characters; the rest begin one that is not written to its end yet.</summary>
    internal static int Count(ReadOnlySpan<byte> bytes)
    {
        for (var back = 1; back <= Math.Min(3, bytes.Length); back++)
        {
            var lead = bytes[^back];
            var length =
                lead >= 0xF0 ? 4
                : lead >= 0xE0 ? 3
                : lead >= 0xC0 ? 2
                : 1;
            if (length > back)
                return bytes.Length - back;
            if ((lead & 0xC0) != 0x80)
                return bytes.Length;
        }
        return bytes.Length;
    }
}

namespace AutomationPlatform.JsonSchema.Text;

/// <summary>Walks the decimal digits of a number's text, stepping over its point.</summary>
internal ref struct DigitEnumerator(ReadOnlySpan<byte> text)
{
    private readonly ReadOnlySpan<byte> text = text;
    private int next;

    public int Current { get; private set; }

    public readonly DigitEnumerator GetEnumerator() => this;

    public bool MoveNext()
    {
        if (next < text.Length && text[next] == '.')
            next++;
        if (next >= text.Length)
            return false;
        Current = text[next++] - '0';
        return true;
    }
}

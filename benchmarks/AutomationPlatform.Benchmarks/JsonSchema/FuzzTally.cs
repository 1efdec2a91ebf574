namespace AutomationPlatform.Benchmarks.JsonSchema;

/// <summary>What a run of the fuzz target has met.</summary>
internal sealed class FuzzTally
{
    public long Compiled { get; set; }

    public long Refused { get; set; }

    public long Limited { get; set; }

    private long valid;
    private long invalid;

    public void Count(bool isValid)
    {
        if (isValid)
            valid++;
        else
            invalid++;
    }

    public override string ToString() =>
        $"schemas: {Compiled:N0} compiled, {Refused:N0} refused; values: {valid:N0} valid, {invalid:N0} invalid, {Limited:N0} beyond a limit; no failure";
}

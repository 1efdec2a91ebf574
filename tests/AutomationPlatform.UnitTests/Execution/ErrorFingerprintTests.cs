using AutomationPlatform.Domain.Execution;

namespace AutomationPlatform.UnitTests.Execution;

/// <summary>Failures of one cause have one fingerprint.</summary>
public class ErrorFingerprintTests
{
    [Theory]
    [InlineData("row 17 is bad", "exit:1: row # is bad")]
    [InlineData("row 9000 is bad", "exit:1: row # is bad")]
    [InlineData("customer 'Ann' is unknown", "exit:1: customer '…' is unknown")]
    [InlineData("no file 0198c2d4-77aa-7c3e-9f00-aaaaaaaaaaaa here", "exit:1: no file # here")]
    [InlineData("don't know", "exit:1: don't know")]
    [InlineData("", "exit:1: ")]
    public void Numbers_ids_and_quoted_parts_do_not_count(string message, string fingerprint) =>
        Assert.Equal(fingerprint, ErrorFingerprint.Of("exit:1", message));

    [Fact]
    public void Another_code_is_another_fingerprint() =>
        Assert.NotEqual(ErrorFingerprint.Of("a", "same"), ErrorFingerprint.Of("b", "same"));

    [Fact]
    public void A_fingerprint_is_bounded_and_never_ends_in_half_a_character()
    {
        for (var letters = 180; letters < 210; letters++)
        {
            var fingerprint = ErrorFingerprint.Of("bad", new string('-', letters) + "😀😀😀");
            Assert.InRange(fingerprint.Length, 1, ErrorFingerprint.Limit);
            Assert.False(char.IsHighSurrogate(fingerprint[^1]), $"after {letters} letters");
        }
    }
}

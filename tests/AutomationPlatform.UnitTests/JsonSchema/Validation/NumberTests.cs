using Xunit;

namespace AutomationPlatform.UnitTests.JsonSchema.Validation;

public sealed class NumberTests
{
    [Theory]
    [InlineData("1", "1.0")]
    [InlineData("1", "10e-1")]
    [InlineData("0", "-0.00e7")]
    [InlineData("100", "1E+2")]
    [InlineData("1e400", "10e399")]
    [InlineData("123456789012345678901234567890", "1.2345678901234567890123456789e29")]
    [InlineData("1e1000000000", "10e999999999")]
    public void Numbers_are_equal_by_value(string left, string right)
    {
        Assert.True(Validate.IsValid($$"""{"const": {{left}}}""", right));
        Assert.True(Validate.IsValid($$"""{"enum": [{{left}}]}""", right));
        Assert.False(Validate.IsValid("""{"uniqueItems": true}""", $"[{left}, {right}]"));
        Assert.False(Validate.IsValid("""{"uniqueItems": true}""", $"[{left}, {right}, 3, 4, 5, 6, 7, 8, 9, 11]"));
    }

    [Theory]
    [InlineData("9007199254740993", "9007199254740992")]
    [InlineData("1e400", "1e401")]
    [InlineData("0.1", "0.10000000000000000000000000000001")]
    [InlineData("-1", "1")]
    public void Numbers_that_differ_in_the_last_digit_are_not_equal(string left, string right) =>
        Assert.False(Validate.IsValid($$"""{"const": {{left}}}""", right));

    [Theory]
    [InlineData("0.1", "0.3", true)]
    [InlineData("0.1", "0.35", false)]
    [InlineData("0.01", "19.99", true)]
    [InlineData("3", "1e1000000000", false)]
    [InlineData("4", "1e1000000000", true)]
    [InlineData("1e-1000000000", "1", true)]
    [InlineData("7", "0", true)]
    [InlineData("1e3", "500", false)]
    [InlineData("12345678901234567890123", "24691357802469135780246", true)]
    [InlineData("12345678901234567890123", "24691357802469135780247", false)]
    [InlineData("2", "-1000000000000000000000000000000000000000000002", true)]
    public void A_multiple_is_exact_at_any_size(string divisor, string value, bool isMultiple) =>
        Assert.Equal(isMultiple, Validate.IsValid($$"""{"multipleOf": {{divisor}}}""", value));

    [Theory]
    [InlineData("1e400", "1e401", false)]
    [InlineData("-1e401", "-1e400", false)]
    [InlineData("0.1", "0.1000", true)]
    [InlineData("100000000000000000000", "99999999999999999999", true)]
    [InlineData("1e-5", "0.00001000000000000000000000001", false)]
    public void A_maximum_is_exact_at_any_size(string maximum, string value, bool isValid) =>
        Assert.Equal(isValid, Validate.IsValid($$"""{"maximum": {{maximum}}}""", value));

    [Theory]
    [InlineData("1.0", true)]
    [InlineData("1e3", true)]
    [InlineData("1.5e1", true)]
    [InlineData("1.5", false)]
    [InlineData("1e-1", false)]
    [InlineData("1e1000000000", true)]
    public void A_number_without_a_fraction_is_an_integer(string value, bool isInteger) =>
        Assert.Equal(isInteger, Validate.IsValid("""{"type": "integer"}""", value));

    [Theory]
    [InlineData("2.0", "[1, 2]", true)]
    [InlineData("1e30", "[1, 2]", true)]
    [InlineData("1", "[1, 2]", false)]
    public void A_count_may_be_written_as_any_whole_number(string maximum, string value, bool isValid) =>
        Assert.Equal(isValid, Validate.IsValid($$"""{"maxItems": {{maximum}}}""", value));
}

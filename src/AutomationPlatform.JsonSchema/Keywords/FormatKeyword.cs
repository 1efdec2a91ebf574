using System.Text.Json;
using AutomationPlatform.JsonSchema.Evaluation;
using AutomationPlatform.JsonSchema.Formats;
using AutomationPlatform.JsonSchema.Text;

namespace AutomationPlatform.JsonSchema.Keywords;

/// <summary><c>format</c>, where it is asserted.</summary>
internal sealed class FormatKeyword(Format format) : Keyword("format")
{
    private const int Buffer = 128;

    public override bool AppliesTo(JsonValueKind kind) => kind == JsonValueKind.String;

    public override bool Evaluate(in Instance instance, Evaluator evaluator)
    {
        evaluator.Spend(1 + (instance.Raw.Length / Buffer));
        using var text = new DecodedText(instance.Raw, stackalloc char[Buffer]);
        return format.IsMatch(text.Chars) || evaluator.Fail(this, in instance);
    }

    public override string Explain(in Finding finding) => $"{finding.Value} is not {format.Noun}";
}

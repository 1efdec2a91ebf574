using System.Diagnostics;
using System.Text.Json;
using AutomationPlatform.JsonSchema;
using NJsonSchema.Validation;
using Peer = NJsonSchema.JsonSchema;

namespace AutomationPlatform.Benchmarks.JsonSchema;

/// <summary>Our validator beside NJsonSchema in one run, on one schema and the same documents, parsing included.</summary>
/// <remarks>
/// The two take turns, so that whatever slows the machine slows both; the ratio of each turn is taken, and of those the median. A
/// turn is short, so that on a busy machine most turns are not interrupted.
/// </remarks>
internal static class ValidationBenchmark
{
    private const int DocumentCount = 20;
    private const int Rounds = 1_001;
    private const int WarmUpRounds = 1_000;
    private const int CompiledProperties = 200;
    private const int Compilations = 401;

    public static int Run(string[] arguments)
    {
        var documents = OrderSamples.Documents(DocumentCount);
        var ours = CompiledSchema.Compile(OrderSamples.Schema);
        var peer = Peer.FromJsonAsync(OrderSamples.Schema).GetAwaiter().GetResult();
        var validator = new JsonSchemaValidator();
        CheckAgreement(documents, ours, peer, validator);

        var pairs = Measure(() => ValidateOurs(documents, ours), () => ValidatePeer(documents, peer, validator));
        Console.WriteLine("| measure | value | aim |");
        Console.WriteLine("|---|---|---|");
        Print("our validations/s, parsing included", $"{Rate(pairs.Select(pair => pair.Ours)):N0}", "");
        Print("NJsonSchema validations/s, parsing included", $"{Rate(pairs.Select(pair => pair.Peer)):N0}", "");
        Print("ratio, median of turns", $"{Median(pairs.Select(pair => pair.Peer / pair.Ours)):N1}", ">= 4");
        Print("our validations/s of parsed documents", $"{Rate(MeasureParsed(documents, ours)):N0}", "");
        Print("bytes allocated per valid parsed document", $"{AllocatedPerDocument(documents, ours):N0}", "0");
        Print($"ms to compile {CompiledProperties} properties, warm, median", $"{CompileMilliseconds():N2}", "< 2");
        return 0;
    }

    private static void CheckAgreement(
        string[] documents,
        CompiledSchema ours,
        Peer peer,
        JsonSchemaValidator validator
    )
    {
        if (
            ValidateOurs(documents, ours) != documents.Length
            || ValidatePeer(documents, peer, validator) != documents.Length
        )
            throw new InvalidOperationException("The documents are meant to be valid for both validators.");
    }

    private static int ValidateOurs(string[] documents, CompiledSchema schema)
    {
        var valid = 0;
        foreach (var text in documents)
        {
            using var document = JsonDocument.Parse(text);
            valid += schema.IsValid(document.RootElement) ? 1 : 0;
        }
        return valid;
    }

    private static int ValidatePeer(string[] documents, Peer schema, JsonSchemaValidator validator)
    {
        var valid = 0;
        foreach (var text in documents)
            valid += validator.Validate(text, schema).Count == 0 ? 1 : 0;
        return valid;
    }

    private static List<(double Ours, double Peer)> Measure(Func<int> ours, Func<int> peer)
    {
        var pairs = new List<(double, double)>();
        for (var round = -WarmUpRounds; round < Rounds; round++)
        {
            var first = round % 2 == 0 ? Seconds(ours) : 0;
            var second = Seconds(peer);
            if (round % 2 != 0)
                first = Seconds(ours);
            if (round >= 0)
                pairs.Add((first, second));
        }
        return pairs;
    }

    private static List<double> MeasureParsed(string[] documents, CompiledSchema schema)
    {
        var parsed = Array.ConvertAll(documents, text => JsonElement.Parse(text));
        return [.. Enumerable.Range(0, Rounds).Select(_ => Seconds(() => parsed.Count(schema.IsValid)))];
    }

    private static double AllocatedPerDocument(string[] documents, CompiledSchema schema)
    {
        var parsed = Array.ConvertAll(documents, text => JsonElement.Parse(text));
        foreach (var document in parsed)
            schema.IsValid(document);
        var before = GC.GetAllocatedBytesForCurrentThread();
        foreach (var document in parsed)
            schema.IsValid(document);
        return (GC.GetAllocatedBytesForCurrentThread() - before) / (double)parsed.Length;
    }

    private static double CompileMilliseconds()
    {
        var text = OrderSamples.WideSchema(CompiledProperties);
        return Median(
                Enumerable
                    .Range(-Compilations, Compilations * 2)
                    .Select(round => (Round: round, Taken: Seconds(() => CompiledSchema.Compile(text))))
                    .ToList()
                    .Where(result => result.Round >= 0)
                    .Select(result => result.Taken)
            ) * 1000;
    }

    private static double Seconds<T>(Func<T> action)
    {
        var start = Stopwatch.GetTimestamp();
        action();
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static double Rate(IEnumerable<double> seconds) => DocumentCount / Median(seconds);

    private static double Median(IEnumerable<double> values)
    {
        var ordered = values.Order().ToList();
        return ordered[ordered.Count / 2];
    }

    private static void Print(string measure, string value, string aim) =>
        Console.WriteLine($"| {measure} | {value} | {aim} |");
}

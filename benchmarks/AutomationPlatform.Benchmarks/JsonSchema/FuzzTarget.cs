using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using AutomationPlatform.JsonSchema;

namespace AutomationPlatform.Benchmarks.JsonSchema;

/// <summary>
/// Throws made-up schemas and values at the validator for some seconds: every call must end soon, in an answer or in one of its two
/// errors, and the quick answer must be that of the full one.
/// </summary>
internal static class FuzzTarget
{
    private const int DefaultSeconds = 60;
    private const int ValuesPerSchema = 8;

    private static readonly TimeSpan LongestCase = TimeSpan.FromSeconds(10);

    private static readonly SchemaLimits Limits = new() { Work = 200_000, PatternTime = TimeSpan.FromMilliseconds(50) };

    public static int Run(string[] arguments)
    {
        var seconds = arguments.Length > 0 ? int.Parse(arguments[0], CultureInfo.InvariantCulture) : DefaultSeconds;
        var seed = arguments.Length > 1 ? int.Parse(arguments[1], CultureInfo.InvariantCulture) : Environment.TickCount;
        Console.WriteLine($"fuzzing for {seconds} s, seed {seed}");
        var tally = new FuzzTally();
        var end = Stopwatch.GetTimestamp() + (seconds * Stopwatch.Frequency);
        for (var number = 0; Stopwatch.GetTimestamp() < end; number++)
        {
            // Each case has a seed of its own, so that one can be run again without those before it.
            var source = new RandomJson(unchecked(seed + number));
            if (!TryCase(source, tally, out var problem))
            {
                Console.WriteLine($"FAILED with seed {unchecked(seed + number)}: {problem}");
                return 1;
            }
        }
        Console.WriteLine(tally);
        return 0;
    }

    private static bool TryCase(RandomJson source, FuzzTally tally, out string? problem)
    {
        problem = null;
        var schema = source.Schema();
        var start = Stopwatch.GetTimestamp();
        try
        {
            problem = Check(schema, source, tally);
        }
        catch (Exception exception)
        {
            problem = $"{exception}\nschema: {schema}";
        }
        if (Stopwatch.GetElapsedTime(start) > LongestCase)
            problem = $"took {Stopwatch.GetElapsedTime(start)}\nschema: {schema}";
        return problem is null;
    }

    private static string? Check(string text, RandomJson source, FuzzTally tally)
    {
        CompiledSchema schema;
        try
        {
            schema = CompiledSchema.Compile(text, new SchemaOptions { AssertFormat = true, Limits = Limits });
            tally.Compiled++;
        }
        catch (Exception exception) when (exception is InvalidSchemaException or SchemaLimitExceededException)
        {
            tally.Refused++;
            return null;
        }
        for (var i = 0; i < ValuesPerSchema; i++)
        {
            var value = source.Value();
            if (!Agrees(schema, value, tally))
                return $"the quick and the full answer differ\nschema: {text}\nvalue: {value}";
        }
        return null;
    }

    private static bool Agrees(CompiledSchema schema, string value, FuzzTally tally)
    {
        try
        {
            var element = JsonElement.Parse(value);
            var isValid = schema.IsValid(element);
            tally.Count(isValid);
            var evaluation = schema.Evaluate(element);
            using var stream = new MemoryStream();
            using (var writer = new Utf8JsonWriter(stream))
                evaluation.WriteBasic(writer);
            return evaluation.IsValid == isValid && Encoding.UTF8.GetString(stream.ToArray()).Length > 0;
        }
        catch (SchemaLimitExceededException)
        {
            tally.Limited++;
            return true;
        }
    }
}

using System.Text.Json;
using AutomationPlatform.Application;
using AutomationPlatform.Application.Definition;
using AutomationPlatform.Domain;

namespace AutomationPlatform.Infrastructure.Definition;

/// <summary>The elements of a JSON array, read one after the other: never the whole array at once.</summary>
internal sealed class JsonArrayRows(InputStream stream) : IInputRows
{
    private readonly RecordBuffer buffer = new(stream);

    // Deeper than any payload may be: a row nested too deep is rejected, it does not end the file.
    private JsonReaderState state = new(new JsonReaderOptions { MaxDepth = Payload.MaximumDepth * 16 });
    private Step step = Step.Begin;
    private bool any;

    private enum Step
    {
        Begin,
        Elements,
        Trailing,
    }

    public InputRow Current { get; private set; }

    public long BytesRead => stream.BytesRead;

    public async ValueTask<bool> ReadAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            switch (TryRead())
            {
                case true:
                    any = true;
                    return true;
                case null:
                    await buffer.ReadMoreAsync(cancellationToken);
                    break;
                default:
                    return any ? false : throw Error("has no rows; write [ {…}, {…} ]");
            }
        }
    }

    public ValueTask DisposeAsync() => stream.DisposeAsync();

    // True: a row. False: the end. Null: more bytes are needed.
    private bool? TryRead()
    {
        try
        {
            if (step == Step.Begin && !TryBegin())
                return null;
            if (step == Step.Elements && TryReadElement() is { } answer)
                return answer;
            return step == Step.Trailing && TryEnd() ? false : null;
        }
        catch (JsonException cause)
        {
            throw new InvalidInputException(
                $"{stream.File}:{cause.LineNumber + 1}:{cause.BytePositionInLine + 1}: is not JSON; correct it there",
                cause
            );
        }
    }

    private bool TryBegin()
    {
        if (buffer.Ended && buffer.Unread.Span.TrimStart(" \t\r\n"u8).IsEmpty)
            throw Error("is empty; write [ {…}, {…} ]");
        var reader = Reader();
        if (!reader.Read())
            return false;
        if (reader.TokenType != JsonTokenType.StartArray)
            throw Error("is no JSON array; put the rows in [ ], or name a file of one value a line .jsonl");
        Take(reader);
        step = Step.Elements;
        return true;
    }

    private bool? TryReadElement()
    {
        var reader = Reader();
        if (!reader.Read())
            return null;
        if (reader.TokenType == JsonTokenType.EndArray)
        {
            Take(reader);
            step = Step.Trailing;
            return null;
        }
        var start = (int)reader.TokenStartIndex;
        if (!reader.TrySkip())
            return null;
        var end = (int)reader.BytesConsumed;
        var element = buffer.Unread[start..end];
        buffer.Advance(start);
        var line = buffer.Line;
        buffer.Advance(end - start);
        state = reader.CurrentState;
        Current = new InputRow(line, element);
        return true;
    }

    private bool TryEnd()
    {
        // Reads on only to refuse what stands behind the array.
        var reader = Reader();
        reader.Read();
        Take(reader);
        return buffer.Ended;
    }

    private Utf8JsonReader Reader() => new(buffer.Unread.Span, buffer.Ended, state);

    private void Take(Utf8JsonReader reader)
    {
        buffer.Advance((int)reader.BytesConsumed);
        state = reader.CurrentState;
    }

    private InvalidInputException Error(string what) => new($"{stream.File}:{buffer.Line}: {what}");
}

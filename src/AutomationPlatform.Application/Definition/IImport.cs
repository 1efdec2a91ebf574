using AutomationPlatform.Domain.Definition;

namespace AutomationPlatform.Application.Definition;

/// <summary>An import under way. Disposing without <see cref="CompleteAsync"/> removes what was written.</summary>
public interface IImport : IAsyncDisposable
{
    /// <summary>The batch that is written to.</summary>
    BatchId BatchId { get; }

    /// <summary>The first free sequence number: 0, or one above the highest of the batch appended to.</summary>
    int FirstSequenceNumber { get; }

    /// <summary>Which of these references the batch has already; used when appending.</summary>
    Task<IReadOnlySet<string>> FindReferencesAsync(
        IReadOnlyCollection<string> references,
        CancellationToken cancellationToken
    );

    /// <summary>Writes one slice of at most <see cref="Execution.ExecutionDefaults.SliceRows"/> rows in a transaction of its own.</summary>
    Task WriteAsync(IReadOnlyList<NewItem> rows, CancellationToken cancellationToken);

    /// <summary>Makes everything visible at once.</summary>
    /// <param name="contentHash">SHA-256 over the input, lower-case hexadecimal.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    Task CompleteAsync(string contentHash, CancellationToken cancellationToken);
}

namespace AutomationPlatform.Application;

/// <summary>A part of a long list.</summary>
/// <typeparam name="T">The type of its rows.</typeparam>
/// <param name="Rows">The rows of this part.</param>
/// <param name="Next">The cursor that gives the next part; null at the end.</param>
public sealed record Page<T>(IReadOnlyList<T> Rows, string? Next);

/// <summary>Which part of a long list is wanted.</summary>
/// <param name="Limit">The most rows; default 100.</param>
/// <param name="Cursor">The <see cref="Page{T}.Next"/> of the part before; null for the first.</param>
public sealed record PageRequest(int Limit = PageRequest.DefaultLimit, string? Cursor = null)
{
    /// <summary>The rows of a part unless told otherwise: 100.</summary>
    public const int DefaultLimit = 100;

    /// <summary>The most rows of a part: 10,000.</summary>
    public const int MaximumLimit = 10_000;
}

using System.Collections;

namespace AutomationPlatform.Domain;

/// <summary>An immutable list that is equal to another when its elements are, in order.</summary>
/// <typeparam name="T">The type of the elements, themselves equal by value.</typeparam>
[System.Runtime.CompilerServices.CollectionBuilder(typeof(ValueList), nameof(ValueList.Create))]
public sealed class ValueList<T> : IReadOnlyList<T>, IEquatable<ValueList<T>>
{
    private readonly T[] elements;

    internal ValueList(T[] elements) => this.elements = elements;

    /// <inheritdoc/>
    public int Count => elements.Length;

    /// <inheritdoc/>
    public T this[int index] => elements[index];

    /// <inheritdoc/>
    public bool Equals(ValueList<T>? other) => other is not null && elements.AsSpan().SequenceEqual(other.elements);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as ValueList<T>);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var element in elements)
            hash.Add(element);
        return hash.ToHashCode();
    }

    /// <inheritdoc/>
    public IEnumerator<T> GetEnumerator() => ((IEnumerable<T>)elements).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}

/// <summary>Makes value lists, so that collection expressions do too.</summary>
public static class ValueList
{
    /// <summary>A list of a copy of <paramref name="elements"/>.</summary>
    public static ValueList<T> Create<T>(ReadOnlySpan<T> elements) => new(elements.ToArray());
}

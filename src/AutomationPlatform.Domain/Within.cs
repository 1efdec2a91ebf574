namespace AutomationPlatform.Domain;

/// <summary>The one gate for quantities: what is outside of its range is refused with the range.</summary>
internal static class Within
{
    internal static T Range<T>(T value, T least, T most, string entity, string field)
        where T : IComparable<T> =>
        value.CompareTo(least) >= 0 && value.CompareTo(most) <= 0
            ? value
            : throw new ValidationException(entity, field, $"is {value}; give {least} to {most}");
}

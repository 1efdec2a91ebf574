namespace AutomationPlatform.Domain;

/// <summary>The one gate for text fields: trimmed, not empty, bounded.</summary>
internal static class Text
{
    internal static string Required(string? value, string entity, string field, int limit)
    {
        var trimmed = value?.Trim();
        if (string.IsNullOrEmpty(trimmed))
            throw new ValidationException(entity, field, $"must not be empty; give 1 to {limit} characters");
        return Bounded(trimmed, entity, field, limit);
    }

    internal static string? Optional(string? value, string entity, string field, int limit) =>
        value is null ? null : Bounded(value, entity, field, limit);

    private static string Bounded(string value, string entity, string field, int limit)
    {
        if (value.Length > limit)
            throw new ValidationException(
                entity,
                field,
                $"is {value.Length} characters long; at most {limit} are allowed"
            );
        if (value.Contains('\0'))
            throw new ValidationException(entity, field, "holds the character U+0000, which no database keeps");
        if (HoldsHalfCharacter(value))
            throw new ValidationException(entity, field, "holds a lone surrogate, which no database keeps");
        return value;
    }

    private static bool HoldsHalfCharacter(string value)
    {
        for (var i = 0; i < value.Length; i++)
        {
            if (!char.IsSurrogate(value[i]))
                continue;
            if (i + 1 == value.Length || !char.IsSurrogatePair(value[i], value[i + 1]))
                return true;
            i++;
        }
        return false;
    }
}

using System.Globalization;
using AutomationPlatform.Domain;
using AutomationPlatform.Domain.Definition;
using AutomationPlatform.Domain.Execution;

namespace AutomationPlatform.Infrastructure.Database;

/// <summary>Takes the values that callers give for a field in the forms that are natural to them.</summary>
internal static class FieldValue
{
    /// <summary>The value as the field's own type: typed and plain identifiers, enumerations, numbers, or the text of any of them.</summary>
    /// <exception cref="ValidationException">The field cannot have such a value.</exception>
    internal static object? Of(object? value, Type field, string entity, string name)
    {
        var type = Nullable.GetUnderlyingType(field) ?? field;
        if (value is null || type.IsInstanceOfType(value))
            return value is DateTimeOffset instant ? Instant.From(instant) : value;
        try
        {
            return Convert(value, type);
        }
        catch (Exception cause)
            when (cause
                    is FormatException
                        or OverflowException
                        or InvalidCastException
                        or ArgumentException
                        or DomainException
            )
        {
            throw new ValidationException(entity, name, $"cannot be '{value}'; give a value of type {type.Name}");
        }
    }

    private static object Convert(object value, Type type)
    {
        if (type == typeof(ExecutionStatus) && value is string status)
            return Lifecycle.Parse(status.ToUpperInvariant());
        if (type.IsEnum)
            return value is string name ? Enum.Parse(type, name, ignoreCase: true) : Enum.ToObject(type, value);
        if (type == typeof(DateTimeOffset))
            return Instant.From(
                DateTimeOffset.Parse($"{value}", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal)
            );
        if (type == typeof(Payload))
            return Payload.Parse($"{value}");
        if (type == typeof(Schema))
            return new Schema($"{value}");
        if (type.GetConstructor([typeof(Guid)]) is { } identifier)
            return identifier.Invoke([value is string text ? Guid.Parse(text) : (Guid)value]);
        return System.Convert.ChangeType(value, type, CultureInfo.InvariantCulture);
    }
}

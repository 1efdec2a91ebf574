namespace AutomationPlatform.Infrastructure.Database;

/// <summary>The spelling of enumerations in the database: their names in capitals.</summary>
internal static class EnumNames
{
    internal static string Of<TEnum>(TEnum value)
        where TEnum : struct, Enum => value.ToString().ToUpperInvariant();

    internal static TEnum Parse<TEnum>(string name)
        where TEnum : struct, Enum => Enum.Parse<TEnum>(name, ignoreCase: true);
}

using AutomationPlatform.Domain;
using AutomationPlatform.Domain.Definition;
using AutomationPlatform.Domain.Execution;
using AutomationPlatform.Domain.Orchestration;
using AutomationPlatform.Infrastructure.Definition;
using AutomationPlatform.Infrastructure.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace AutomationPlatform.Infrastructure.Database;

/// <summary>How the domain's values become columns and back.</summary>
internal static class Conversions
{
    private static readonly IReadOnlyList<Type> IdTypes =
    [
        .. typeof(AutomationId)
            .Assembly.GetTypes()
            .Where(type => type.IsValueType)
            .Where(type => Array.Exists(type.GetInterfaces(), IsEntityId)),
    ];

    /// <summary>Registers every conversion for a whole model.</summary>
    internal static void Apply(ModelConfigurationBuilder model, ColumnForms forms)
    {
        var idConverter = forms.IsText ? typeof(IdTextConverter<>) : typeof(IdConverter<>);
        foreach (var type in IdTypes)
            model.Properties(type).HaveConversion(idConverter.MakeGenericType(type));
        model.Properties<Payload>().HaveConversion<PayloadConverter>().HaveColumnType(forms.JsonType);
        model.Properties<Schema>().HaveConversion<SchemaConverter>().HaveColumnType(forms.JsonType);
        model.Properties<AutomationSettings>().HaveConversion<SettingsConverter>().HaveColumnType(forms.JsonType);
        model.Properties<DefinitionContent>().HaveConversion<ContentConverter>().HaveColumnType(forms.JsonType);
        model.Properties<RunDriver>().HaveConversion<EnumNameConverter<RunDriver>>();
        model.Properties<Observation>().HaveConversion<EnumNameConverter<Observation>>();
        if (!forms.IsText)
            return;
        model.Properties<DateTimeOffset>().HaveConversion<InstantTextConverter>();
        model.Properties<ExecutionStatus>().HaveConversion<StatusConverter>();
    }

    // An expression tree may not call a static abstract member; a method of its own may.
    internal static TId ToId<TId>(Guid value)
        where TId : struct, IEntityId<TId> => TId.From(value);

    private static bool IsEntityId(Type type) =>
        type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IEntityId<>);
}

internal sealed class IdConverter<TId>()
    : ValueConverter<TId, Guid>(id => id.Value, value => Conversions.ToId<TId>(value))
    where TId : struct, IEntityId<TId>;

internal sealed class IdTextConverter<TId>()
    : ValueConverter<TId, string>(id => SqliteForm.Of(id.Value), text => Conversions.ToId<TId>(SqliteForm.ToId(text)))
    where TId : struct, IEntityId<TId>;

internal sealed class InstantTextConverter()
    : ValueConverter<DateTimeOffset, string>(instant => SqliteForm.Of(instant), text => SqliteForm.ToInstant(text));

internal sealed class StatusConverter()
    : ValueConverter<ExecutionStatus, string>(status => status.Name(), name => Lifecycle.Parse(name));

internal sealed class PayloadConverter()
    : ValueConverter<Payload, string>(payload => payload.Text, text => Payload.FromStorage(text));

internal sealed class SchemaConverter()
    : ValueConverter<Schema, string>(schema => schema.Definition.Text, text => new Schema(text));

internal sealed class SettingsConverter()
    : ValueConverter<AutomationSettings, string>(
        settings => DefinitionJson.WriteSettings(settings),
        text => DefinitionJson.ReadSettings(text)
    );

internal sealed class ContentConverter()
    : ValueConverter<DefinitionContent, string>(
        content => DefinitionJson.WriteContent(content),
        text => DefinitionJson.ReadContent(text)
    );

internal sealed class EnumNameConverter<TEnum>()
    : ValueConverter<TEnum, string>(value => EnumNames.Of(value), name => EnumNames.Parse<TEnum>(name))
    where TEnum : struct, Enum;

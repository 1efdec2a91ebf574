using System.Reflection;
using System.Runtime.CompilerServices;
using AutomationPlatform.Domain;
using AutomationPlatform.Domain.Definition;

namespace AutomationPlatform.UnitTests.Architecture;

/// <summary>Events and values never change; entities change through verbs only.</summary>
public class ImmutabilityTests
{
    private static readonly Type[] DomainTypes = typeof(Entity).Assembly.GetTypes();

    private static readonly Type[] ValuesThatAreNoRecords =
    [
        typeof(Payload),
        typeof(Schema),
        typeof(Filter),
        typeof(ValueList<>),
    ];

    [Fact]
    public void Events_are_immutable() =>
        Law.Holds(DomainTypes.Where(type => type.IsAssignableTo(typeof(DomainEvent))).SelectMany(Mutable));

    [Fact]
    public void Values_are_immutable() => Law.Holds(DomainTypes.Where(IsValue).SelectMany(Mutable));

    [Fact]
    public void Entities_have_no_public_setter() =>
        Law.Holds(DomainTypes.Where(type => type.IsAssignableTo(typeof(Entity))).SelectMany(Settable));

    [Fact]
    public void Concrete_types_of_the_domain_are_sealed() =>
        Law.Holds(
            from type in DomainTypes
            where type is { IsClass: true, IsAbstract: false, IsSealed: false } && IsOurs(type)
            select new Violation(type.FullName!, "can be inherited from", "seal it: equality is by type")
        );

    [Fact]
    public void A_mutable_value_is_found()
    {
        Law.Finds(2, Mutable(typeof(MutableValue)));
        Law.Finds(1, Settable(typeof(MutableValue)));
        Law.Finds(0, Mutable(typeof(AuditInfo)));
    }

    private static bool IsValue(Type type) =>
        IsOurs(type)
        && (ValuesThatAreNoRecords.Contains(type) || type.GetMethod("<Clone>$") is not null || IsRecordStruct(type));

    private static bool IsRecordStruct(Type type) =>
        type.IsValueType && type.GetMethod("PrintMembers", BindingFlags.Instance | BindingFlags.NonPublic) is not null;

    private static bool IsOurs(Type type) => type.GetCustomAttribute<CompilerGeneratedAttribute>() is null;

    private static IEnumerable<Violation> Mutable(Type type) =>
        type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
            .Where(field => !field.IsInitOnly && !BelongsToInitProperty(type, field))
            .Select(field => new Violation(
                $"{type.FullName}.{field.Name}",
                "can be written after construction",
                "make it readonly or init"
            ))
            .Concat(Settable(type));

    private static IEnumerable<Violation> Settable(Type type) =>
        from property in type.GetProperties(BindingFlags.Instance | BindingFlags.Public)
        where property.SetMethod is { IsPublic: true } setter && !IsInit(setter)
        select new Violation(
            $"{type.FullName}.{property.Name}",
            "has a public setter",
            "change it by a verb, or make it init"
        );

    private static bool BelongsToInitProperty(Type type, FieldInfo field) =>
        field.Name.StartsWith('<')
        && type.GetProperty(
            field.Name[1..field.Name.IndexOf('>')],
            BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic
        )
            is { SetMethod: { } setter }
        && IsInit(setter);

    private static bool IsInit(MethodInfo setter) =>
        setter.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit));

    private sealed class MutableValue
    {
        public int Number { get; set; }
    }
}

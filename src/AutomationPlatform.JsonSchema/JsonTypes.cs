using System.Diagnostics.CodeAnalysis;

namespace AutomationPlatform.JsonSchema;

/// <summary>A set of the types the keyword <c>type</c> may name.</summary>
[Flags]
[SuppressMessage("Naming", "CA1720", Justification = "The names are those of the standard.")]
[SuppressMessage("Design", "MA0062", Justification = "A number that may not be an integer is no type of the standard.")]
public enum JsonTypes
{
    /// <summary>The empty set: as an answer of <see cref="CompiledSchema.TypesOf(string)"/>, that no type is declared.</summary>
    None = 0,

    /// <summary>The value <c>null</c>.</summary>
    Null = 1,

    /// <summary><c>true</c> or <c>false</c>.</summary>
    Boolean = 2,

    /// <summary>A number without a fraction, however it is written: <c>1</c>, <c>1.0</c>, <c>1e3</c>.</summary>
    Integer = 4,

    /// <summary>Any number; contains <see cref="Integer"/>.</summary>
    Number = 8 | Integer,

    /// <summary>A string.</summary>
    String = 16,

    /// <summary>An array.</summary>
    Array = 32,

    /// <summary>An object.</summary>
    Object = 64,

    /// <summary>Every type.</summary>
    All = Null | Boolean | Number | String | Array | Object,
}

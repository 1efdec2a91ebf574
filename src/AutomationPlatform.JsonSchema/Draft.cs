namespace AutomationPlatform.JsonSchema;

/// <summary>The drafts of JSON Schema this library speaks.</summary>
public enum Draft
{
    /// <summary>Draft 2020-12, the one assumed of a schema that names none.</summary>
    V202012 = 0,

    /// <summary>Draft 2019-09.</summary>
    V201909 = 1,

    /// <summary>Draft-07.</summary>
    V7 = 2,
}

namespace AutomationPlatform.JsonSchema;

/// <summary>A schema cannot be used: it is not JSON, breaks its metaschema, or refers to what is not there.</summary>
public sealed class InvalidSchemaException : Exception
{
    /// <summary>Creates the error of one place in a schema.</summary>
    /// <param name="location">A JSON Pointer into the schema document.</param>
    /// <param name="reason">What is wrong there, as a sentence without its full stop.</param>
    /// <param name="innerException">What the JSON reader or the regular expression engine reported, if anything.</param>
    public InvalidSchemaException(string location, string reason, Exception? innerException = null)
        : base($"The schema is not valid at '{(location.Length == 0 ? "/" : location)}': {reason}.", innerException)
    {
        Location = location;
        Reason = reason;
    }

    /// <summary>Where: a JSON Pointer into the schema document; empty for the document as a whole.</summary>
    public string Location { get; }

    /// <summary>What is wrong there, as a sentence without its full stop.</summary>
    public string Reason { get; }

    /// <summary>
    /// The URI of the registered schema the place is in; null when it is in the schema that was given to be compiled.
    /// </summary>
    public string? SchemaUri { get; init; }
}

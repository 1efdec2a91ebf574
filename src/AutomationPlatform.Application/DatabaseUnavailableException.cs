namespace AutomationPlatform.Application;

/// <summary>Any trouble with the database itself: down, wrong password, read-only, not a database, of a newer schema.</summary>
/// <param name="message">What is wrong, where (without the password), and what to do.</param>
/// <param name="cause">The provider's own exception.</param>
public class DatabaseUnavailableException(string message, Exception? cause = null) : Exception(message, cause);

/// <summary>The database is there but has not the tables that this program needs: <c>apc db migrate</c> makes them.</summary>
/// <param name="description">Which database, without the password.</param>
/// <param name="cause">The provider's own exception.</param>
public sealed class SchemaMissingException(string description, Exception? cause = null)
    : DatabaseUnavailableException(
        $"{description} does not have the tables of this program; create them with: apc db migrate",
        cause
    );

/// <summary>The state of things does not allow what was asked: a duplicate, a conflict, something in use.</summary>
/// <param name="message">What is in the way and what to do.</param>
public class ConflictException(string message) : Exception(message);

/// <summary>A definition, an input file or an argument that is wrong; the message names file, place and remedy.</summary>
/// <param name="message">What is wrong, where, and what to do.</param>
/// <param name="cause">What was thrown below, if anything was.</param>
public class InvalidInputException(string message, Exception? cause = null) : Exception(message, cause)
{
    /// <summary>The message as the activity log keeps it, where it may never be erased: without values of rows.</summary>
    public virtual string LoggedMessage => Message;
}

/// <summary>A named thing or file that was asked for does not exist.</summary>
/// <param name="message">What was looked for, where, and how to list what there is.</param>
public sealed class NotFoundException(string message) : Exception(message);

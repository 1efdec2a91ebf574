using AutomationPlatform.Application;
using AutomationPlatform.Application.Orchestration;

namespace AutomationPlatform.Engines;

/// <summary>A credential by reference: read when it is used, so that a renewed one holds at once, and kept nowhere.</summary>
internal sealed class Credential(EngineConnection connection)
{
    private const string OfVariable = "env:";
    private const string OfFile = "file:";

    /// <summary>The most characters: 64 Ki.</summary>
    private const int Longest = 64 * 1024;

    /// <summary>Whether there is a reference at all.</summary>
    internal bool IsGiven => connection.Credential is not null;

    /// <summary>The reference for people: it is no secret.</summary>
    internal string Reference => connection.Credential ?? "none";

    /// <summary>Refuses what is no reference. What it holds is never repeated, since it may be the secret itself.</summary>
    /// <exception cref="InvalidInputException">It is no reference.</exception>
    internal static void Check(string? reference)
    {
        var isReference =
            reference is null
            || (reference.StartsWith(OfVariable, StringComparison.Ordinal) && reference.Length > OfVariable.Length)
            || (reference.StartsWith(OfFile, StringComparison.Ordinal) && reference.Length > OfFile.Length);
        if (!isReference)
            throw new InvalidInputException(
                "--credential: it is no reference; write env:NAME for a variable or file:PATH for a file that holds it"
            );
    }

    /// <summary>What it refers to, without the white space around it.</summary>
    /// <exception cref="EngineException">It cannot be read in this process.</exception>
    internal string Read()
    {
        var reference = connection.Credential ?? throw Unreadable("there is none", "add the engine with --credential");
        var secret = reference.StartsWith(OfVariable, StringComparison.Ordinal)
            ? Environment.GetEnvironmentVariable(reference[OfVariable.Length..])
            : ReadFile(reference[OfFile.Length..]);
        secret = secret?.Trim();
        if (string.IsNullOrEmpty(secret))
            throw Unreadable("it is not set or empty in this process", "set it where this program runs");
        if (secret.Length > Longest || secret.Any(char.IsControl))
            throw Unreadable("it holds line breaks or is too long", "write the bare secret on one line");
        return secret;
    }

    private string ReadFile(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw Unreadable("the file cannot be read", "check that it is there and readable for this user");
        }
    }

    private EngineException Unreadable(string what, string remedy) =>
        new(EngineTrouble.Misconfigured, connection.Name, $"credential {Reference}", what, remedy);
}

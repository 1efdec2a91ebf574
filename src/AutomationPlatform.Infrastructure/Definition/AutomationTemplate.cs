using AutomationPlatform.Application;
using AutomationPlatform.Domain.Definition;

namespace AutomationPlatform.Infrastructure.Definition;

/// <summary>What <c>apc init</c> writes: a small automation that runs at once on any machine with a POSIX shell.</summary>
internal static class AutomationTemplate
{
    private const string Handler = "handle.sh";

    private const UnixFileMode Executable =
        UnixFileMode.UserRead
        | UnixFileMode.UserWrite
        | UnixFileMode.UserExecute
        | UnixFileMode.GroupRead
        | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead
        | UnixFileMode.OtherExecute;

    // NAME stands for the automation's name, already written as YAML.
    private const string Definition = """
        name: NAME
        description: Normalises the e-mail address of each customer
        itemSchema: item.schema.json
        key: /customerId              # the business's own name for an item; unique in a batch
        handler:
          command: [./handle.sh]      # one process per item: the item on standard input, its result on standard output
        timeout: 30s
        retry: {maxAttempts: 3, backoff: exponential, initialDelay: 1s}
        input: [customers.csv]        # what `apc run` imports when it is given nothing else

        """;

    private const string ItemSchema = """
        {
          "$schema": "https://json-schema.org/draft/2020-12/schema",
          "type": "object",
          "required": ["customerId", "email"],
          "properties": {
            "customerId": { "type": "integer", "minimum": 1 },
            "email": { "type": "string", "pattern": "^[^@\\s\"\\\\]+@[^@\\s\"\\\\]+$" },
            "newsletter": { "type": ["boolean", "null"] }
          },
          "additionalProperties": false
        }

        """;

    private const string Rows = """
        customerId,email,newsletter
        1,Ada.Lovelace@Example.org,true
        2,grace.hopper@example.org,
        3,Unknown@Example.Invalid,false

        """;

    private const string Script = """
        #!/bin/sh
        # Exit 0: what was printed is the result. Exit 65: the item is at fault, no retry. Any other: tried again.
        email=$(sed -n 's/.*"email":[ ]*"\([^"]*\)".*/\1/p' | tr '[:upper:]' '[:lower:]')
        case $email in
        *.invalid)
            printf '{"code":"undeliverable","message":"%s can never receive mail"}\n' "$email"
            exit 65
            ;;
        esac
        printf '{"email":"%s"}\n' "$email"

        """;

    internal static IReadOnlyList<string> Write(string directory)
    {
        var name = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(directory)));
        if (name.Length is 0 or > Automation.NameLimit)
            throw new InvalidInputException(
                $"{directory}: gives no name for an automation; name a directory of 1 to {Automation.NameLimit} characters"
            );
        Refuse(directory);
        (string Name, string Text)[] files =
        [
            ("automation.yaml", Definition.Replace("NAME", YamlScalar.Write(name))),
            ("item.schema.json", ItemSchema),
            ("customers.csv", Rows),
            (Handler, Script),
        ];
        try
        {
            Directory.CreateDirectory(directory);
            foreach (var (file, text) in files)
                WriteNew(Path.Combine(directory, file), text);
            if (!OperatingSystem.IsWindows())
                File.SetUnixFileMode(Path.Combine(directory, Handler), Executable);
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException($"{directory}: cannot be written: {cause.Message}", cause);
        }
        return [.. files.Select(file => file.Name)];
    }

    private static void Refuse(string directory)
    {
        if (File.Exists(directory))
            throw new ConflictException($"{directory}: a file of that name exists; choose another name");
        if (Directory.Exists(directory) && Directory.EnumerateFileSystemEntries(directory).Any())
            throw new ConflictException($"{directory}: the directory is not empty; choose another name or empty it");
    }

    private static void WriteNew(string path, string text)
    {
        using var file = new StreamWriter(new FileStream(path, FileMode.CreateNew, FileAccess.Write));
        file.Write(text.ReplaceLineEndings("\n"));
    }
}

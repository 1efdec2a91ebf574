using System.Text;
using System.Text.Json;
using Microsoft.Data.Sqlite;

namespace AutomationPlatform.EndToEndTests;

/// <summary>A folder of the test's own, removed afterwards. The program's database lies in it unless a test says otherwise.</summary>
internal sealed class TestFolder : IDisposable
{
    private readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("apc-e2e-");

    internal string Path => directory.FullName;

    internal string DatabaseFile => At(".apc/apc.db");

    /// <summary>Variables that every command here gets, for instance <c>DATABASE_URL</c>.</summary>
    internal Dictionary<string, string> Environment { get; } = [];

    internal string At(string name) => System.IO.Path.Combine(Path, name);

    internal void Write(string name, string text) => Write(name, Encoding.UTF8.GetBytes(text));

    internal void Write(string name, byte[] bytes) => File.WriteAllBytes(At(name), bytes);

    /// <summary>Runs <c>apc</c> here.</summary>
    internal Task<CliResult> ApcAsync(params string[] arguments) => CliProcess.RunAsync(this, arguments);

    /// <summary>What a command prints with <c>--json</c>.</summary>
    internal async Task<JsonElement> JsonAsync(params string[] arguments)
    {
        var result = (await ApcAsync([.. arguments, "--json"])).AssertDone();
        return JsonDocument.Parse(result.Output).RootElement;
    }

    /// <summary>The doctor finds nothing.</summary>
    internal async Task AssertHealthyAsync() => (await ApcAsync("db", "doctor")).AssertDone();

    /// <summary>The automation <c>T</c> that gives payloads back.</summary>
    internal async Task DefineAsync(string handler = "{builtin: echo}", string more = "")
    {
        Write("automation.yaml", $"name: T\nhandler: {handler}\n{more}");
        (await ApcAsync("apply", "-f", "automation.yaml")).AssertDone();
    }

    /// <summary>Runs a statement on the SQLite file past the program.</summary>
    internal async Task<object?> SqlAsync(string sql)
    {
        await using var connection = new SqliteConnection(
            $"Data Source={DatabaseFile};Pooling=False;Default Timeout=30"
        );
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        return await command.ExecuteScalarAsync();
    }

    public void Dispose() => directory.Delete(recursive: true);
}

namespace AutomationPlatform.EndToEndTests.BadInput;

/// <summary>A handler that misbehaves fails its item with a code that says how, and the run ends.</summary>
public sealed class HandlerTests : IDisposable
{
    private readonly TestFolder folder = new();

    public HandlerTests() => folder.Write("rows.csv", "a\n1\n");

    [Theory]
    [InlineData("[no-such-program-anywhere]", "no-such-program-anywhere")]
    [InlineData("[./missing.sh]", "missing.sh")]
    public async Task A_handler_that_does_not_exist_is_refused_before_anything_is_begun(string command, string word)
    {
        folder.Write("automation.yaml", $"name: T\nhandler: {{command: {command}}}\n");
        (await folder.ApcAsync("run", ".", "--input", "rows.csv")).AssertRefused(65, word);
        Assert.Equal(0L, await folder.SqlAsync("SELECT count(*) FROM item_state_history"));
        await folder.AssertHealthyAsync();
    }

    [Theory]
    [InlineData("echo this is no JSON", "not-json")]
    [InlineData("yes | head -c 104857600", "too-large")]
    [InlineData("kill -9 $$", "signal:9")]
    [InlineData("exit 3", "exit:3")]
    [InlineData("sleep 600", "timeout")]
    [InlineData("""printf '{"a": "\\u0000"}'""", "bad-result")]
    [InlineData("""printf '{"a": 1e200000}'""", "bad-result")]
    [InlineData("""head -c 2000000 /dev/zero | tr "\0" x""", "too-large")]
    public async Task A_handler_that_misbehaves_fails_its_item(string script, string code)
    {
        folder.Write("handler.sh", script + "\n");
        folder.Write("automation.yaml", "name: T\ntimeout: 1s\nhandler: {command: [sh, handler.sh]}\n");
        (await folder.ApcAsync("run", ".", "--input", "rows.csv")).AssertEnded(1);
        var run = (await folder.JsonAsync("runs", "list"))[0];
        Assert.Equal("FAILED", run.GetProperty("run").GetProperty("status").GetString());
        var error = (await folder.JsonAsync("runs", "errors", run.GetProperty("run").GetProperty("id").GetString()!))[
            0
        ];
        Assert.Equal(code, error.GetProperty("code").GetString());
        Assert.NotEmpty(error.GetProperty("message").GetString()!);
        await folder.AssertHealthyAsync();
    }

    public void Dispose() => folder.Dispose();
}

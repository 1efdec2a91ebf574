namespace AutomationPlatform.EndToEndTests.BadInput;

/// <summary>A definition that is wrong: exit 65, one line with its place, and nothing is stored.</summary>
public sealed class DefinitionTests : IDisposable
{
    private readonly TestFolder folder = new();

    [Theory]
    [InlineData("name: ''\nhandler: {builtin: echo}\n", ":1:", "name", "empty")]
    [InlineData("name: '   '\nhandler: {builtin: echo}\n", ":1:", "name", "empty")]
    [InlineData("name: T\nhandlr: {builtin: echo}\n", ":2:", "'handlr'", "'handler'")]
    [InlineData("name: T\nretry: {maxAttemps: 3}\n", ":2:", "'maxAttemps'", "'maxAttempts'")]
    [InlineData("name: T\nitemSchema: {type: 7}\n", ":2:", "schema", "type")]
    [InlineData("name: T\nhandler: {builtin: echo, command: [cat]}\n", ":2:", "handler")]
    [InlineData("name: [T\n", "automation.yaml")]
    [InlineData("", "automation.yaml")]
    public async Task A_wrong_definition_is_refused_with_its_place(string yaml, params string[] words)
    {
        folder.Write("automation.yaml", yaml);
        (await folder.ApcAsync("run", ".")).AssertRefused(65, words);
        Assert.Equal(0, (await folder.JsonAsync("automations", "list")).GetArrayLength());
    }

    [Fact]
    public async Task A_name_of_201_characters_is_refused_and_one_of_200_is_not()
    {
        folder.Write("automation.yaml", $"name: {new string('n', 201)}\n");
        (await folder.ApcAsync("apply", "-f", "automation.yaml")).AssertRefused(65, "201", "200");
        folder.Write("automation.yaml", $"name: {new string('n', 200)}\n");
        (await folder.ApcAsync("apply", "-f", "automation.yaml")).AssertDone();
        Assert.Equal(1, (await folder.JsonAsync("automations", "list")).GetArrayLength());
    }

    [Theory]
    [InlineData("apply")]
    [InlineData("validate")]
    public async Task A_wrong_definition_is_refused_by_every_command_that_reads_it(string command)
    {
        folder.Write("automation.yaml", "name: T\nhandlr: {builtin: echo}\n");
        (await folder.ApcAsync(command, "-f", "automation.yaml")).AssertRefused(65, ":2:", "'handlr'", "'handler'");
    }

    [Fact]
    public async Task A_schema_file_that_does_not_exist_is_not_found()
    {
        folder.Write("automation.yaml", "name: T\nitemSchema: missing.json\n");
        (await folder.ApcAsync("apply", "-f", "automation.yaml")).AssertRefused(66, ":2:", "missing.json");
    }

    [Fact]
    public async Task A_definition_file_that_does_not_exist_is_not_found()
    {
        (await folder.ApcAsync("apply", "-f", "nowhere.yaml")).AssertRefused(66, "nowhere.yaml");
        (await folder.ApcAsync("run", "nowhere")).AssertRefused(66, "nowhere");
    }

    public void Dispose() => folder.Dispose();
}

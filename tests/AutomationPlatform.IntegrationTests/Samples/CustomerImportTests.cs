using System.Text;
using AutomationPlatform.Application.Definition;
using AutomationPlatform.Application.Execution;
using AutomationPlatform.Domain;
using AutomationPlatform.Infrastructure.Definition;
using AutomationPlatform.IntegrationTests.Handlers;

namespace AutomationPlatform.IntegrationTests.Samples;

/// <summary>The sample's handler over its own rows, by its own definition: it ends exactly as its README says.</summary>
public sealed class CustomerImportTests : IAsyncLifetime
{
    private static readonly string Sample = Repository.Path("samples/customer-import");

    private readonly HandlerBench bench = new();
    private AutomationFile file = null!;

    public async ValueTask InitializeAsync()
    {
        file = await new AutomationFiles().ReadAsync(Path.Combine(Sample, "automation.yaml"), HandlerBench.Token);
        bench.Settings = file.Content.Settings;
    }

    public ValueTask DisposeAsync()
    {
        bench.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Its_rows_and_batch_satisfy_its_schemas()
    {
        var rows = await RowsAsync();

        Assert.Equal(206, rows.Count);
        Assert.All(rows, row => Assert.True(file.Content.ItemSchema!.Validate(Payload.Parse(row)).Valid, row));
        Assert.True(file.Content.BatchSchema!.Validate(file.Content.Settings.Inputs[0].Payload!).Valid);
    }

    [Fact]
    public async Task It_completes_200_customers_fails_6_for_good_and_asks_for_a_second_attempt_8_times()
    {
        var rows = await RowsAsync();

        var first = await RunAsync(rows, attempt: 1);
        var second = await RunAsync(rows, attempt: 2);

        Assert.Equal(
            new Dictionary<string, string>
            {
                ["C-0045"] = "iban-check-digits",
                ["C-0056"] = "phone-of-another-country",
                ["C-0064"] = "iban-of-another-country",
                ["C-0067"] = "iban-check-digits",
                ["C-0095"] = "unknown-country",
                ["C-0140"] = "iban-length",
            },
            Failures(rows, second, FailureKind.Business).ToDictionary(f => f.Customer, f => f.Failure.Code)
        );
        Assert.Equal(200, second.Count(outcome => outcome is ItemSucceeded));
        var busy = Failures(rows, first, FailureKind.Technical).ToList();
        Assert.Equal(
            ["C-0025", "C-0050", "C-0075", "C-0100", "C-0125", "C-0150", "C-0175", "C-0200"],
            busy.Select(f => f.Customer)
        );
        Assert.All(busy, f => Assert.Equal(TimeSpan.FromMilliseconds(200), f.Failure.RetryAfter));
    }

    [Fact]
    public async Task It_normalises_names_accounts_and_telephone_numbers()
    {
        var rows = await RowsAsync();

        var outcomes = await RunAsync([.. rows.Take(7)], attempt: 1);

        Assert.Equal(
            Payload.Parse(
                """
                {"customerId":"C-0002","name":"Abu Dhabi Instruments",
                 "country":{"alpha2":"AE","alpha3":"ARE","numeric":"784","name":"United Arab Emirates"},
                 "currency":"AED","iban":"AE07 0331 2345 6789 0123 456","phone":"+97100000002"}
                """
            ),
            Assert.IsType<ItemSucceeded>(outcomes[1]).Result
        );
        Assert.Equal("Kabul Books", NameOf(outcomes[2]));
        Assert.Equal("\"Golden\" Luanda Trading", NameOf(outcomes[6]));
    }

    private static string? NameOf(ItemOutcome outcome) =>
        Assert.IsType<ItemSucceeded>(outcome).Result!.Element.GetProperty("name").GetString();

    private static IEnumerable<(string Customer, ItemFailed Failure)> Failures(
        List<string> rows,
        ItemOutcome[] outcomes,
        FailureKind kind
    ) =>
        from pair in rows.Zip(outcomes)
        where pair.Second is ItemFailed failed && failed.Kind == kind
        let customer = Payload.Parse(pair.First).Element.GetProperty("customerId").GetString()!
        select (customer, (ItemFailed)pair.Second);

    private async Task<ItemOutcome[]> RunAsync(List<string> rows, int attempt)
    {
        await using var runner = bench.Open(file.Content.Settings.Handler!);
        return await Task.WhenAll(
            rows.Select(row => runner.RunAsync(HandlerBench.Envelope(row, attempt), HandlerBench.Token).AsTask())
        );
    }

    private async Task<List<string>> RowsAsync()
    {
        using var hash = new InputHash();
        var input = Path.Combine(Sample, file.Content.Settings.Inputs[0].File);
        var shape = new RowShape(file.Content.ItemSchema, []);
        await using var rows = await new InputFiles().OpenAsync(input, shape, hash, HandlerBench.Token);
        var read = new List<string>();
        while (await rows.ReadAsync(HandlerBench.Token))
            read.Add(Encoding.UTF8.GetString(rows.Current.Json.Span));
        return read;
    }
}

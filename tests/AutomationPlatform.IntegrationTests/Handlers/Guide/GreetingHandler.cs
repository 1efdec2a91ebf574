using AutomationPlatform.Application.Execution;

namespace AutomationPlatform.IntegrationTests.Handlers.Guide;

public sealed class GreetingHandler : IItemHandler
{
    private sealed record Customer(string? Name);

    public Task<object?> HandleAsync(ItemContext context, CancellationToken cancellationToken)
    {
        var customer = context.PayloadAs<Customer>();
        if (string.IsNullOrWhiteSpace(customer.Name))
            throw new BusinessException("no-name", "The customer has no name.");
        return Task.FromResult<object?>(new { Greeting = $"Hello, {customer.Name}" });
    }
}

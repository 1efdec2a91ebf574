using System.Data.Common;
using AutomationPlatform.Application.Execution;
using AutomationPlatform.Domain;
using AutomationPlatform.Domain.Execution;

namespace AutomationPlatform.IntegrationTests.Enlisting;

public sealed class OrderDesk(Enlistment enlistment)
{
    public async Task<RunId> PlaceAsync(DbConnection connection, string order, string[] parts, CancellationToken token)
    {
        await using var transaction = await connection.BeginTransactionAsync(token);

        await using var insert = connection.CreateCommand();
        insert.Transaction = transaction;
        insert.CommandText = "INSERT INTO purchase (name) VALUES (@name)";
        var name = insert.CreateParameter();
        (name.ParameterName, name.Value) = ("@name", order);
        insert.Parameters.Add(name);
        await insert.ExecuteNonQueryAsync(token);

        var work = await enlistment.EnlistAsync(connection, transaction, actor: "order desk", token);
        var items = parts.Select(part => new EnlistedItem(Payload.Of(new { part }), Reference: part)).ToList();
        await work.AddItemsAsync("Ship parts", batch: order, items, cancellationToken: token);
        var run = await work.StartRunAsync("Ship parts", [order], cancellationToken: token);

        await transaction.CommitAsync(token);
        return run;
    }
}

using Hangfire;
using Hangfire.PostgreSql;

// A contender says "ready", does its work when told "go", says "done", and cleans up when told "end".
var url = new Uri(Argument("--db"));
var items = int.Parse(Argument("--items"));
var connection =
    $"Host={url.Host};Port={url.Port};Database={url.AbsolutePath[1..]};Username={url.UserInfo.Split(':')[0]};"
    + (url.UserInfo.Contains(':') ? $"Password={url.UserInfo.Split(':')[1]}" : "");
var storage = new PostgreSqlStorage(
    new Hangfire.PostgreSql.Factories.NpgsqlConnectionFactory(
        connection,
        new PostgreSqlStorageOptions { SchemaName = "peer_hangfire" }
    ),
    new PostgreSqlStorageOptions { SchemaName = "peer_hangfire", QueuePollInterval = TimeSpan.FromMilliseconds(50) }
);
JobStorage.Current = storage;
var jobs = new BackgroundJobClient(storage);
using (NewServer())
    Drain(100);
for (var item = 0; item < items; item++)
    jobs.Enqueue(() => Noop.Do($"Customer {item}", Noop.Note));
Noop.Done.Reset(items);

Console.WriteLine("ready");
Expect("go");
using (var server = NewServer())
{
    Noop.Done.Wait();
    Console.WriteLine("done");
}
Expect("end");
await using (var database = new Npgsql.NpgsqlConnection(connection))
{
    await database.OpenAsync();
    await using var drop = new Npgsql.NpgsqlCommand("DROP SCHEMA peer_hangfire CASCADE", database);
    await drop.ExecuteNonQueryAsync();
}

BackgroundJobServer NewServer() => new(new BackgroundJobServerOptions { WorkerCount = 20 }, storage);

void Drain(int count)
{
    Noop.Done.Reset(count);
    for (var item = 0; item < count; item++)
        jobs.Enqueue(() => Noop.Do("warm", Noop.Note));
    Noop.Done.Wait();
}

static void Expect(string word)
{
    if (Console.ReadLine() != word)
        Environment.Exit(1);
}

string Argument(string name) => args[Array.IndexOf(args, name) + 1];

/// <summary>The job.</summary>
public static class Noop
{
    public static readonly string Note = new('x', 150);

    public static readonly CountdownEvent Done = new(1);

    public static void Do(string name, string note) => Done.Signal();
}

using Npgsql;
using Trace.Testing;
using Xunit;

namespace Trace.Core.Tests.Rig;

public sealed class PostgresServerTests
{
    [Fact]
    public async Task Each_database_is_fresh_and_a_template_is_copied()
    {
        var server = await PostgresServer.SharedAsync();
        var first = await server.CreateDatabaseAsync();
        await ExecuteAsync(first, "CREATE TABLE fruit (name text); INSERT INTO fruit VALUES ('apple')");

        var copy = await server.CreateDatabaseAsync(template: first);
        var fresh = await server.CreateDatabaseAsync();

        Assert.Equal("apple", await ReadAsync(copy, "SELECT name FROM fruit"));
        Assert.Equal(0L, await ReadAsync(fresh, "SELECT count(*) FROM pg_tables WHERE tablename = 'fruit'"));
    }

    [Fact]
    public async Task A_crash_keeps_what_was_committed()
    {
        await using var server = await PostgresServer.StartAsync(durable: true);
        var database = await server.CreateDatabaseAsync();
        await ExecuteAsync(database, "CREATE TABLE fruit (name text); INSERT INTO fruit VALUES ('apple')");

        await server.CrashAsync();
        NpgsqlConnection.ClearAllPools();
        await server.StartAgainAsync();

        Assert.Equal("apple", await ReadAsync(database, "SELECT name FROM fruit"));
        Assert.Equal("on", await ReadAsync(database, "SHOW fsync"));
        Assert.Contains("automatic recovery in progress", server.Log(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task After_disposal_nothing_is_left()
    {
        var server = await PostgresServer.StartAsync();
        var process = server.ProcessId;

        await server.DisposeAsync();

        Assert.False(Directory.Exists(server.SocketFolder));
        Assert.False(Directory.Exists($"/proc/{process}"));
    }

    private static async Task ExecuteAsync(string database, string sql)
    {
        await using var source = NpgsqlDataSource.Create(database);
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    private static async Task<object?> ReadAsync(string database, string sql)
    {
        await using var source = NpgsqlDataSource.Create(database);
        await using var command = source.CreateCommand(sql);
        return await command.ExecuteScalarAsync(TestContext.Current.CancellationToken);
    }
}

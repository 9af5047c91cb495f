using System.Globalization;
using Trace.Server.Storage;
using Trace.Testing;
using Xunit;

namespace Trace.Server.Tests.Storage;

/// <summary>Migrations: the two engines end with the same tables, and running them again or together changes nothing.</summary>
public sealed class MigrationTests
{
    /// <summary>How one process keeps scans, and how several do: see `Scans`.</summary>
    private static readonly string[] OnSqliteAlone =
    [
        "column scan.previous BIGINT not null", "column scan.sequence BIGINT not null", "column scan_position.flushed_sequence BIGINT not null",
        "column scan_position.only_row BIGINT not null", "column unit.last_sequence BIGINT not null", "key scan (sequence)", "key scan_position (only_row)",
    ];

    private static readonly string[] OnPostgresAlone =
    [
        "column change.changed_at BIGINT not null", "column change.id TEXT not null", "column change.kind TEXT not null", "column change.number BIGINT not null",
        "column change.transaction_id BIGINT not null", "index change (transaction_id)", "key change (number)", "key scan (unit_id, scanned_at, scan_id)",
    ];

    [Fact]
    public async Task Both_engines_have_the_same_tables_columns_keys_indexes_and_references()
    {
        await using var sqlite = await RunningServer.StartAsync(Engine.Sqlite);
        await using var postgres = await RunningServer.StartAsync(Engine.Postgres);

        var schema = await Schema.ReadAsync(sqlite.Database());

        Assert.True(schema.Split('\n').Count(line => line.StartsWith("key ", StringComparison.Ordinal)) >= 14);
        Assert.Contains("column batch.quantity BIGINT not null", schema, StringComparison.Ordinal);
        Assert.Contains("unique brand (slug)", schema, StringComparison.Ordinal);
        Assert.Contains("reference batch.gtin to product.gtin", schema, StringComparison.Ordinal);
        string[] expected = [.. OnSqliteAlone, "", .. OnPostgresAlone];
        Assert.Equal(expected, await DifferencesAsync(sqlite, postgres));

        // What the comparison is for: a type, a NOT NULL, an index on one side only.
        foreach (var (onSqlite, onPostgres) in new[]
        {
            ("ALTER TABLE batch ADD COLUMN extra TEXT;", "ALTER TABLE batch ADD COLUMN extra BYTEA;"), ("ALTER TABLE batch DROP COLUMN extra;", "ALTER TABLE batch ALTER COLUMN extra TYPE BIGINT USING 0;"),
            ("CREATE INDEX x ON batch (lot);", "ALTER TABLE batch DROP COLUMN extra;"), ("SELECT 1;", "CREATE UNIQUE INDEX x ON batch (lot);"),
        })
        {
            await sqlite.ExecuteAsync(onSqlite);
            await postgres.ExecuteAsync(onPostgres);
            Assert.NotEqual(expected, await DifferencesAsync(sqlite, postgres));
        }
    }

    [Fact]
    public void Scripts_are_pairs_numbered_without_a_gap()
    {
        var sqlite = Migrator.Scripts(Dialect.Sqlite);

        Assert.Equal(sqlite.Select(script => script.Name), Migrator.Scripts(Dialect.Postgres).Select(script => script.Name));
        Assert.Equal(Enumerable.Range(1, sqlite.Count).Select(number => (long)number), sqlite.Select(script => script.Number));
        Assert.All(sqlite, script => Assert.Matches("^[0-9]{4}_[a-z_]+$", script.Name));
        // Every table refuses values of another type: SQLite does so only where it is told to.
        var tables = sqlite.SelectMany(script => script.Sql.Split("CREATE TABLE ").Skip(1)).ToList();
        Assert.All(tables, table => Assert.Contains("STRICT", table[table.IndexOf("\n)", StringComparison.Ordinal)..].Split(';')[0], StringComparison.Ordinal));
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_second_start_changes_neither_tables_nor_rows(Engine engine)
    {
        using var folder = new TemporaryFolder();
        var connection = await engine.CreateDatabaseAsync();
        string schema, rows;
        await using (var server = await RunningServer.StartAsync(folder.Path, connection))
        {
            await server.CreateBrandAsync();
            (schema, rows) = (await Schema.ReadAsync(server.Database()), await server.DumpAsync());
            await Migrator.MigrateAsync(server.Database(), TestContext.Current.CancellationToken);
            Assert.Equal((schema, rows), (await Schema.ReadAsync(server.Database()), await server.DumpAsync()));
        }

        await using var again = await RunningServer.StartAsync(folder.Path, connection);
        Assert.Equal((schema, rows), (await Schema.ReadAsync(again.Database()), await again.DumpAsync()));
    }

    /// <summary>Replicas that are started together on an empty database.</summary>
    [Theory, ClassData(typeof(BothEngines))]
    public async Task Many_that_migrate_at_once_do_it_once(Engine engine)
    {
        using var folder = new TemporaryFolder();
        var connection = await engine.CreateDatabaseAsync();
        var databases = Enumerable.Range(0, 6).Select(_ => Database.Create(connection, folder.Path)).ToList();

        await Task.WhenAll(databases.Select(database => Task.Run(() => Migrator.MigrateAsync(database, TestContext.Current.CancellationToken), TestContext.Current.CancellationToken)));

        foreach (var database in databases)
        {
            Assert.Equal(
                Migrator.Scripts(database.Dialect).Select(script => script.Number),
                await database.ReadAsync(session => session.ListAsync<long>("SELECT number FROM schema_migration ORDER BY number;"), TestContext.Current.CancellationToken));
            await database.DisposeAsync();
        }
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_database_of_a_newer_version_is_refused_untouched(Engine engine)
    {
        using var folder = new TemporaryFolder();
        var connection = await engine.CreateDatabaseAsync();
        await using (var server = await RunningServer.StartAsync(folder.Path, connection))
            await server.ExecuteAsync("INSERT INTO schema_migration (number, name) VALUES (77, '0077_later');");

        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(() => RunningServer.StartAsync(folder.Path, connection));

        var newest = Migrator.Scripts(Dialect.Sqlite)[^1].Number.ToString(CultureInfo.InvariantCulture);
        Assert.Equal($"The database has schema 77, this version knows {newest}. Use the version that wrote it, or a newer one.", refusal.Message);
        await using var database = Database.Create(connection, folder.Path);
        await database.WriteAsync(session => session.ExecuteAsync("DELETE FROM schema_migration WHERE number = 77;"), TestContext.Current.CancellationToken);
        await using var again = await RunningServer.StartAsync(folder.Path, connection);
        (await again.Owner.GetAnswerAsync("/api/v1/brands")).AssertStatus(200);
    }

    /// <summary>What only SQLite has, an empty line, and what only PostgreSQL has.</summary>
    private static async Task<string[]> DifferencesAsync(RunningServer sqlite, RunningServer postgres)
    {
        var (one, other) = ((await Schema.ReadAsync(sqlite.Database())).Split('\n'), (await Schema.ReadAsync(postgres.Database())).Split('\n'));
        return [.. one.Except(other, StringComparer.Ordinal), "", .. other.Except(one, StringComparer.Ordinal)];
    }
}

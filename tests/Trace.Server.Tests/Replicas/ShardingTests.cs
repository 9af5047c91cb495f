using System.Text.RegularExpressions;
using Dapper;
using Npgsql;
using Trace.Server.Anomalies;
using Trace.Server.Claims;
using Trace.Server.Codes;
using Trace.Server.Tests.Verification;
using Trace.Server.Verification;
using Trace.Testing;
using Xunit;

namespace Trace.Server.Tests.Replicas;

/// <summary>What a scan asks of the database names the key by which <c>deploy/citus.sql</c> spreads its table over nodes.</summary>
/// <remarks>
/// On Citus too where <c>TRACE_TEST_CITUS</c> is the connection string of an empty database on a coordinator.
/// </remarks>
public sealed class ShardingTests
{
    private const long Unit = 1L << 32;

    private static readonly string Script = File.ReadAllText(Repository.File("deploy", "citus.sql"));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>The statements on spread tables that a scan or a look at one unit waits for, but for those that only add rows, each to its own shard.</summary>
    private static (string Sql, string ShardKey, object Parameters)[] Statements =>
    [
        (PostgresScansStore.FindUnits, "unit_id", new { UnitIds = new[] { Unit } }),
        (PostgresScansStore.ListScans, "unit_id", new { UnitId = Unit, BrandId = 1L, Limit = 50 }),
        (PostgresScansStore.ListStored, "unit_id", new { UnitIds = new[] { Unit }, ScanIds = new[] { 1L } }),
        (PostgresScansStore.PlaceScan, "unit_id", new { UnitId = Unit, ScannedAt = 1L, ScanId = 1L, Verdict = "Issued", Source = "position", Latitude = 1.0, Longitude = 1.0, AccuracyMeters = 1.0 }),
        (PostgresScansStore.RemoveScans, "unit_id", new { UnitId = Unit, Before = 1L, Limit = 50 }),
        (AnomaliesStore.ListOfSubjects, "subject_id", new { SubjectIds = new[] { Unit } }),
        (AnomaliesStore.Find, "subject_id", new { SubjectId = Unit, Slot = 1L }),
        (ClaimsStore.Find, "unit_id", new { UnitId = Unit }),
        (ClaimsStore.CountTry, "unit_id", new { UnitId = Unit, Most = 5, HourAgo = 1L, Now = 2L }),
        (ClaimsStore.Claim, "unit_id", new { UnitId = Unit, Now = 2L, Country = "PT", CheckId = 1L }),
        (ClaimsStore.CountUse, "unit_id", new { UnitId = Unit, CheckId = 1L }),
        (ImportedSerialsStore.Find, "serial", new { Gtin = TestBrand.DefaultGtin, Serial = "ERP-1" }),
    ];

    /// <summary>Add rows or change those of given units: the coordinator sends each row to its shard.</summary>
    private static readonly string[] AddingRows = [PostgresScansStore.AddScans, PostgresScansStore.PutUnits, AnomaliesStore.Put];

    /// <summary>Ask all shards: what retention does once a day, and what a report of stolen labels does.</summary>
    private static readonly string[] AllShards = [PostgresScansStore.ListOldestScans, ScannedUnitsStore.ListRange, ScannedUnitsStore.ListAfter];

    [Fact]
    public async Task Every_statement_finds_its_rows_by_the_shard_key()
    {
        var database = await Engine.Postgres.CreateDatabaseAsync();
        await using var server = await RunningServer.StartAsync(database: database);
        await using var connection = new NpgsqlConnection(database);
        await connection.ExecuteAsync("SET enable_seqscan = off; SET enable_bitmapscan = off;");

        foreach (var (sql, shardKey, parameters) in Statements)
            Assert.Matches($@"Index Cond: .*\b{shardKey} = ", await ExplainAsync(connection, sql, parameters));
        foreach (var sql in AddingRows)
            Assert.Matches("unit_id|subject_id", sql.Split('(', ')')[1]);
        // The list is whole: every statement on these tables is in one of the three.
        var known = Statements.Select(statement => statement.Sql).Concat(AddingRows).Concat(AllShards).ToList();
        Assert.All(StatementsOf(typeof(PostgresScansStore)), sql => Assert.Contains(sql, known));
    }

    /// <summary>What Citus demands before it spreads a table.</summary>
    [Fact]
    public async Task The_script_fits_the_schema()
    {
        var database = await Engine.Postgres.CreateDatabaseAsync();
        await using var server = await RunningServer.StartAsync(database: database);
        await using var connection = new NpgsqlConnection(database);
        var references = Names(Between("UNNEST(ARRAY[", "])"));
        var spread = Regex.Matches(Between("FROM (VALUES", ") AS listed"), @"\(\d, '(?<table>\w+)', '(?<key>\w+)', '\w+'\)", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1))
            .ToDictionary(match => match.Groups["table"].Value, match => match.Groups["key"].Value);
        Assert.Equal(["anomaly", "cover_claim", "imported_serial", "scan", "unit"], spread.Keys.Order());
        await connection.ExecuteAsync(Script[Script.IndexOf("DO $$", StringComparison.Ordinal)..Script.IndexOf("-- Which tables are where.", StringComparison.Ordinal)]);

        // Every unique index of a spread table holds the key; every foreign key is between reference tables, the one referred to first, or on the coordinator alone.
        foreach (var (table, columns) in await connection.QueryAsync<(string Table, string Columns)>(
            "SELECT indrelid::regclass::TEXT, pg_get_indexdef(indexrelid) FROM pg_index WHERE indisunique AND indrelid::regclass::TEXT = ANY(@Tables);", new { Tables = spread.Keys.ToArray() }))
        {
            Assert.Matches($@"\(.*\b{spread[table]}\b.*\)", columns);
        }

        foreach (var (from, to) in await connection.QueryAsync<(string From, string To)>(
            "SELECT conrelid::regclass::TEXT, confrelid::regclass::TEXT FROM pg_constraint WHERE contype = 'f' AND conparentid = 0;"))
        {
            Assert.Equal(references.Contains(from), references.Contains(to));
            Assert.True(references.IndexOf(to) <= references.IndexOf(from), $"{from} refers to {to}");
            Assert.DoesNotContain(from, spread.Keys);
        }

        static List<string> Names(string list) => Regex.Matches(list, @"'(?<name>\w+)'", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1)).Select(match => match.Groups["name"].Value).ToList();
    }

    [Fact]
    public async Task On_citus_a_scan_asks_one_shard()
    {
        var database = Environment.GetEnvironmentVariable("TRACE_TEST_CITUS");
        Assert.SkipWhen(database == null, "TRACE_TEST_CITUS is not set: the connection string of an empty database on a Citus 13 coordinator");
        await using (await RunningServer.StartAsync(database: database))
        {
            // Makes the schema.
        }

        await using var connection = new NpgsqlConnection(database);
        await connection.ExecuteAsync(Script);
        await connection.ExecuteAsync(Script);
        await using var server = await RunningServer.StartAsync(database: database);
        var brand = await server.CreateBrandAsync();
        var codes = await brand.CodesAsync(40);
        await brand.ImportAsync(["ERP-1"]);
        for (var ordinal = 1; ordinal <= 3; ordinal++)
        {
            var answers = await Task.WhenAll(codes.Append($"(01){brand.Gtin}(21)ERP-1").Select(code => server.Public.VerifyAsync(code)));
            Assert.All(answers, answer => Assert.Equal(("issued", (long)ordinal), (answer.Text("verdict"), answer.Ordinal())));
        }

        await StoredScans.Of(server).AssertGaplessAsync();
        foreach (var (sql, _, parameters) in Statements)
            Assert.Contains("Task Count: 1\n", await ExplainAsync(connection, sql, parameters) + "\n", StringComparison.Ordinal);
    }

    private static string Between(string start, string end)
    {
        var from = Script.IndexOf(start, StringComparison.Ordinal) + start.Length;
        return Script[from..Script.IndexOf(end, from, StringComparison.Ordinal)];
    }

    private static async Task<string> ExplainAsync(NpgsqlConnection connection, string sql, object parameters) =>
        string.Join('\n', await connection.QueryAsync<string>(new CommandDefinition("EXPLAIN " + sql, parameters, cancellationToken: Cancellation)));

    private static IEnumerable<string> StatementsOf(Type store) =>
        store.GetFields(System.Reflection.BindingFlags.Static | System.Reflection.BindingFlags.NonPublic)
            .Where(field => field is { IsLiteral: true } && field.FieldType == typeof(string))
            .Select(field => (string)field.GetRawConstantValue()!)
            .Where(sql => sql.Contains("FROM scan", StringComparison.Ordinal) || sql.Contains("FROM unit", StringComparison.Ordinal) || sql.Contains("INTO ", StringComparison.Ordinal));
}

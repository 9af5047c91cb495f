using System.Diagnostics;
using System.Globalization;
using Npgsql;

namespace Trace.Testing;

/// <summary>A real PostgreSQL in a temporary folder, from the binaries Debian's postgresql package installs.</summary>
/// <remarks>
/// It listens on a Unix socket in that folder only. A small shell beside it owns it: when this process ends, however it
/// ends, the shell's input closes, the server stops and the folder is removed.
/// </remarks>
public sealed class PostgresServer : IAsyncDisposable
{
    private const string Superuser = "trace";
    private static readonly Lazy<Task<PostgresServer>> SharedServer = new(() => StartAsync());

    private readonly Process _keeper;
    private readonly string _folder;
    private readonly SemaphoreSlim _commands = new(1);
    private int _databases;

    private PostgresServer(Process keeper, string folder, Version version)
    {
        _keeper = keeper;
        _folder = folder;
        Version = version;
    }

    public Version Version { get; }

    /// <summary>The folder of the Unix socket: the <c>Host</c> of a connection string.</summary>
    public string SocketFolder => _folder;

    /// <summary>The server's process, for tests that kill it.</summary>
    public int ProcessId => int.Parse(File.ReadLines(Path.Combine(_folder, "data", "postmaster.pid")).First(), CultureInfo.InvariantCulture);

    /// <summary>The one server of this test process; it stops with the process. Fast, not durable.</summary>
    public static Task<PostgresServer> SharedAsync() => SharedServer.Value;

    /// <summary>A server of one's own.</summary>
    /// <param name="durable">True waits for the disk at each commit, as in production, so a crash test means something.</param>
    /// <param name="settings">Further server settings, such as <c>["max_prepared_transactions"] = "100"</c>.</param>
    public static async Task<PostgresServer> StartAsync(bool durable = false, IReadOnlyDictionary<string, string>? settings = null)
    {
        var (binaries, version) = FindBinaries();
        var keeper = PostgresKeeper.Start(binaries, durable, settings ?? new Dictionary<string, string>());
        try
        {
            var folder = await PostgresKeeper.ReadAnswerAsync(keeper);
            var server = new PostgresServer(keeper, folder, version);
            // Not waited for: with a hundred databases to remove, the test runner would take a slow end for a hung one.
            AppDomain.CurrentDomain.ProcessExit += (_, _) => PostgresKeeper.Release(keeper);
            await server.StartAgainAsync();
            return server;
        }
        catch
        {
            PostgresKeeper.Stop(keeper);
            throw;
        }
    }

    /// <summary>Creates a fresh database and returns its connection string.</summary>
    /// <param name="template">A connection string this server gave: the new database starts as a copy. Its connections are closed first.</param>
    public async Task<string> CreateDatabaseAsync(string? template = null)
    {
        var name = $"test_{Interlocked.Increment(ref _databases)}";
        await using var connection = await OpenAsync("postgres");
        if (template is null)
        {
            await ExecuteAsync(connection, $"CREATE DATABASE {name}");
        }
        else
        {
            var source = new NpgsqlConnectionStringBuilder(template).Database!;
            await ExecuteAsync(connection, $"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{source}'");
            await ExecuteAsync(connection, $"CREATE DATABASE {name} TEMPLATE {source}");
        }

        return ConnectionString(name);
    }

    /// <summary>Ends the server at once without a checkpoint; the next start replays its log. Connections break.</summary>
    public Task CrashAsync() => CommandAsync("crash");

    /// <summary>Ends the server in good order.</summary>
    public Task StopAsync() => CommandAsync("stop");

    /// <summary>Starts the server after <see cref="CrashAsync"/> or <see cref="StopAsync"/> and waits until it accepts connections.</summary>
    public async Task StartAgainAsync()
    {
        await CommandAsync("start");
        var clock = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                await using var connection = await OpenAsync("postgres");
                return;
            }
            catch (NpgsqlException) when (clock.Elapsed < TimeSpan.FromSeconds(60))
            {
                await Task.Delay(20);
            }
            catch (NpgsqlException exception)
            {
                throw new ToolException($"PostgreSQL does not answer: {exception.Message}\n{Log()}");
            }
        }
    }

    /// <summary>What the server wrote to its log.</summary>
    public string Log()
    {
        using var stream = new FileStream(Path.Combine(_folder, "log"), FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    public ValueTask DisposeAsync()
    {
        PostgresKeeper.Stop(_keeper);
        _commands.Dispose();
        return ValueTask.CompletedTask;
    }

    private static (string Folder, Version Version) FindBinaries()
    {
        const string Root = "/usr/lib/postgresql";
        var newest = (Directory.Exists(Root) ? Directory.GetDirectories(Root) : [])
            .Where(folder => File.Exists(Path.Combine(folder, "bin", "postgres")))
            .Select(folder => (Folder: Path.Combine(folder, "bin"), Version: Version.Parse($"{Path.GetFileName(folder)}.0")))
            .OrderByDescending(found => found.Version)
            .FirstOrDefault();
        if (newest.Folder is null)
            Need.Missing("a PostgreSQL server (Debian package postgresql)");
        return newest;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Names this class made itself.
        command.CommandText = sql;
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync();
    }

    private async Task CommandAsync(string command)
    {
        await _commands.WaitAsync();
        try
        {
            await _keeper.StandardInput.WriteLineAsync(command);
            await _keeper.StandardInput.FlushAsync();
            await PostgresKeeper.ReadAnswerAsync(_keeper);
        }
        finally
        {
            _commands.Release();
        }
    }

    /// <summary>Not pooled: an idle connection would keep a database from serving as a template.</summary>
    private async Task<NpgsqlConnection> OpenAsync(string database)
    {
        var connection = new NpgsqlConnection(ConnectionString(database) + ";Pooling=false;Timeout=5");
        await connection.OpenAsync();
        return connection;
    }

    private string ConnectionString(string database) =>
        $"Host={_folder};Username={Superuser};Database={database};Include Error Detail=true;Connection Idle Lifetime=10;Connection Pruning Interval=5";
}

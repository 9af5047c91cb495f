using System.Diagnostics;
using Npgsql;

namespace Trace.Testing;

/// <summary>A real PgBouncer before a test's PostgreSQL, in transaction mode: a connection is handed on after each transaction, so nothing of a session lasts.</summary>
public sealed class PgBouncer : IAsyncDisposable
{
    private const string Installed = "/usr/sbin/pgbouncer";

    private readonly TemporaryFolder _folder;
    private readonly Process _process;

    private PgBouncer(TemporaryFolder folder, Process process)
    {
        _folder = folder;
        _process = process;
    }

    public static async Task<PgBouncer> StartAsync(PostgresServer postgres)
    {
        // Not on everybody's PATH.
        var program = File.Exists(Installed) ? Installed : Tool.Find("pgbouncer");
        var folder = new TemporaryFolder();
        var configuration = folder.File("pgbouncer.ini");
        await File.WriteAllTextAsync(folder.File("users.txt"), "\"trace\" \"\"\n");
        await File.WriteAllTextAsync(
            configuration,
            $"""
            [databases]
            * = host={postgres.SocketFolder}
            [pgbouncer]
            listen_addr =
            unix_socket_dir = {folder.Path}
            auth_type = trust
            auth_file = {folder.File("users.txt")}
            pool_mode = transaction
            default_pool_size = 30
            ignore_startup_parameters = extra_float_digits

            """);
        // It does not run as root; Debian's postgres then owns its socket.
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(folder.Path, (UnixFileMode)0b111_111_111);
        var process = Process.Start(new ProcessStartInfo(program, Environment.UserName == "root" ? ["-q", "-u", "postgres", configuration] : ["-q", configuration])
        {
            UseShellExecute = false,
            RedirectStandardError = true,
        })!;
        var log = process.StandardError.ReadToEndAsync();
        while (!File.Exists(folder.File(".s.PGSQL.6432")))
        {
            if (process.HasExited)
                throw new ToolException($"pgbouncer: {await log}");
            await Task.Delay(20);
        }

        return new PgBouncer(folder, process);
    }

    /// <summary>The same database by way of the pooler.</summary>
    public string Behind(string connectionString) =>
        new NpgsqlConnectionStringBuilder(connectionString) { Host = _folder.Path, Port = 6432, NoResetOnClose = true }.ToString() + ";Max Auto Prepare=0";

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _folder.Dispose();
    }
}

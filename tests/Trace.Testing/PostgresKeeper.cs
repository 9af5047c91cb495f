using System.Diagnostics;

namespace Trace.Testing;

/// <summary>The shell that owns a test's PostgreSQL server: it makes the folder, starts and stops the server, and cleans up.</summary>
/// <remarks>
/// One command a line on its input (start, stop, crash), one answer a line on its output. End of input, which is also what
/// it sees when the test process is killed, stops the server and removes the folder. PostgreSQL refuses to run as root,
/// so under root the server runs as Debian's user postgres, else as nobody.
/// </remarks>
internal static class PostgresKeeper
{
    private const string Script = """
        set -u
        bin=$1; sync=$2; shift 2
        trap '' INT HUP TERM
        folder=$(mktemp -d "${TMPDIR:-/tmp}/trace-pg-XXXXXX") || exit 1
        as=
        if [ "$(id -u)" = 0 ]; then
            user=postgres; id "$user" >/dev/null 2>&1 || user=nobody
            chown "$user" "$folder"
            as="setpriv --reuid=$user --regid=$(id -g "$user") --clear-groups --reset-env --pdeathsig QUIT --"
        fi
        cd "$folder"
        pid=
        end() { [ -z "$pid" ] || { kill -"$1" "$pid" 2>/dev/null; wait "$pid"; pid=; }; }
        fail() { echo "failed: $1"; cat "$folder/log" >&2; rm -rf -- "$folder"; exit 1; }
        $as "$bin/initdb" --pgdata="$folder/data" --username=trace --auth=trust --encoding=UTF8 --locale=C \
            --no-sync --no-instructions >"$folder/log" 2>&1 </dev/null || fail initdb
        echo "$folder"
        while read -r command; do
            case $command in
            start)
                $as "$bin/postgres" -D "$folder/data" -k "$folder" -c listen_addresses= -c max_connections=400 \
                    -c fsync="$sync" -c full_page_writes="$sync" -c timezone=UTC "$@" >>"$folder/log" 2>&1 </dev/null &
                pid=$! ;;
            stop) end INT ;;
            crash) end QUIT ;;
            esac
            echo done
        done
        end QUIT
        cd /
        rm -rf -- "$folder"
        """;

    public static Process Start(string binaries, bool durable, IReadOnlyDictionary<string, string> settings)
    {
        string[] arguments =
        [
            "-c", Script, "postgres-keeper", binaries, durable ? "on" : "off",
            .. settings.SelectMany(setting => (string[])["-c", $"{setting.Key}={setting.Value}"]),
        ];
        return Process.Start(new ProcessStartInfo("/bin/sh", arguments)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
    }

    public static async Task<string> ReadAnswerAsync(Process keeper)
    {
        var answer = await keeper.StandardOutput.ReadLineAsync();
        if (answer is null || answer.StartsWith("failed", StringComparison.Ordinal))
            throw new ToolException($"PostgreSQL: {answer}\n{await keeper.StandardError.ReadToEndAsync()}");
        return answer;
    }

    /// <summary>Ends the server; the shell goes on by itself to remove the folder.</summary>
    public static void Release(Process keeper)
    {
        try
        {
            keeper.StandardInput.Close();
        }
        catch (Exception exception) when (exception is InvalidOperationException or IOException)
        {
            // Already gone.
        }
    }

    /// <summary>Ends the server and waits until the folder is removed.</summary>
    public static void Stop(Process keeper)
    {
        Release(keeper);
        try
        {
            keeper.WaitForExit(TimeSpan.FromSeconds(20));
        }
        catch (InvalidOperationException)
        {
            // Already gone.
        }
    }
}

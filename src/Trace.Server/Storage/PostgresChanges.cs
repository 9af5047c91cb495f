using System.Diagnostics;
using Npgsql;

namespace Trace.Server.Storage;

/// <summary>Hears what other servers on the same PostgreSQL changed, and makes this one forget it.</summary>
/// <remarks>
/// Each transaction that changes such rows adds what they are to the table <c>change</c> and notifies. Whoever hears it reads the table; who hears nothing,
/// because a pooler hands its connection on after each transaction, reads it every half second. Numbers of rows do not tell which
/// were committed since the last look, transactions do: all from the oldest that was still open then.
/// </remarks>
public sealed class PostgresChanges(PostgresDatabase database, ILogger<PostgresChanges> log) : BackgroundService
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(500);

    /// <summary>Between looks where notifications arrive: they may be lost with a connection that nobody closed.</summary>
    private static readonly TimeSpan HearingPollInterval = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan RetryInterval = TimeSpan.FromMilliseconds(500);

    /// <summary>Changes are kept so long.</summary>
    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(10);

    /// <summary>Everything is forgotten so often, for what nobody announced: rows edited by hand, a machine that slept.</summary>
    private static readonly TimeSpan ForgetInterval = TimeSpan.FromMinutes(5);

    private readonly HashSet<long> _applied = [];
    private long _from;
    private long? _forgotAt;
    private long? _removedAt;
    private bool _failing;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await using var connection = await database.OpenAsync(stoppingToken);
                try
                {
                    await FollowAsync((NpgsqlConnection)connection, stoppingToken);
                }
                finally
                {
                    // The pool's next user does not listen; a connection that is lost is no more.
                    NpgsqlConnection.ClearPool((NpgsqlConnection)connection);
                }
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                // The server stops.
            }
            catch (Exception exception) when (exception is not OutOfMemoryException)
            {
                // Nor is it known whether the next connection leads to the same database: after a failover its transactions may begin anew.
                (_from, _forgotAt) = (0, null);
                if (!_failing)
                    StorageLog.ChangesNotFollowed(log, exception);
                _failing = true;
                await Task.Delay(RetryInterval, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task FollowAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        // Until one arrived while nothing was asked: what arrives with an answer, a pooler may have passed on.
        var hears = false;
        var session = new Session(connection, transaction: null, Dialect.Postgres);
        await session.ExecuteAsync($"LISTEN {ChangesStore.Channel};");
        while (true)
        {
            await LookAsync(session);
            if (_removedAt == null || Stopwatch.GetElapsedTime(_removedAt.Value) > Kept / 10)
            {
                await ChangesStore.RemoveAsync(session, Kept);
                _removedAt = Stopwatch.GetTimestamp();
            }

            hears |= await connection.WaitAsync(hears ? HearingPollInterval : PollInterval, cancellationToken);
        }
    }

    private async Task LookAsync(Session session)
    {
        var now = Stopwatch.GetTimestamp();
        var (horizon, rows) = await ChangesStore.ListAsync(session, _from);
        if (_forgotAt is not { } before || Stopwatch.GetElapsedTime(before, now) > ForgetInterval || horizon < _from)
        {
            database.Changes.ForgetAll();
            _forgotAt = now;
        }
        else
        {
            database.Changes.Apply(rows.Where(row => !_applied.Contains(row.Number)).Select(row => new Change(row.Kind, row.Id)));
        }

        _applied.Clear();
        _applied.UnionWith(rows.Select(row => row.Number));
        (_from, _failing) = (horizon, false);
    }
}

internal static partial class StorageLog
{
    [LoggerMessage(1108, LogLevel.Warning, "What other servers changed cannot be followed; it is tried again until it succeeds; so long this server may answer by what it knew.")]
    public static partial void ChangesNotFollowed(ILogger logger, Exception exception);
}

using System.Collections.Concurrent;
using System.Data.Common;
using Trace.Server.Storage;

namespace Trace.Server.Accounts;

/// <summary>When each API key and each session was used last, written behind once a minute: knowing it is not worth a write a request.</summary>
public sealed class LastUses(Database database, TimeProvider clock, ILogger<LastUses> log) : WriteBehind(FlushInterval, clock)
{
    private static readonly TimeSpan FlushInterval = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<long, long> _keys = new();
    private readonly ConcurrentDictionary<long, long> _sessions = new();
    private long _sessionsWrittenAt;

    public void OfKey(long apiKeyId) => _keys[apiKeyId] = Now;

    public void OfSession(long sessionId) => _sessions[sessionId] = Now;

    /// <summary>0 when it was not used for as long as a session lives. Kept beyond the writing: whoever read the row before that must not take it for idle.</summary>
    public long OfSessionSoFar(long sessionId) => _sessions.GetValueOrDefault(sessionId);

    private long Now => Clock.GetUtcNow().ToUnixTimeMilliseconds();

    protected override async Task FlushAsync()
    {
        // In one order, so that two servers do not wait for each other.
        var keys = _keys.OrderBy(use => use.Key).ToList();
        var sessions = _sessions.Where(use => use.Value >= _sessionsWrittenAt).OrderBy(use => use.Key).ToList();
        var idleSince = (Clock.GetUtcNow() - Sessions.Idle).ToUnixTimeMilliseconds();
        foreach (var use in _sessions.Where(use => use.Value < idleSince && use.Value < _sessionsWrittenAt))
            _sessions.TryRemove(use);
        if (keys.Count + sessions.Count == 0)
            return;
        try
        {
            await database.WriteAsync(async session =>
            {
                foreach (var (id, at) in keys)
                    await ApiKeysStore.SetLastUsedAsync(session, id, at);
                foreach (var (id, at) in sessions)
                    await SessionsStore.SetSeenAsync(session, id, at);
            });
            keys.ForEach(use => _keys.TryRemove(use));
            if (sessions.Count > 0)
                _sessionsWrittenAt = sessions.Max(use => use.Value);
        }
        catch (DbException exception)
        {
            AccountsLog.UsesNotStored(log, exception);
        }
    }
}

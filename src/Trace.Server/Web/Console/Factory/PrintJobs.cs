using System.Collections.Concurrent;
using Trace.Server.Http;
using Trace.Server.Storage;

namespace Trace.Server.Web.Console.Factory;

/// <summary>How far files are that people wait for, in memory: who asks for one is shown its progress on the page it was asked from.</summary>
public sealed class PrintJobs(TimeProvider clock)
{
    /// <summary>More than people print at once; beyond it the oldest are forgotten, and their files come without a progress.</summary>
    private const int Most = 1000;

    private static readonly TimeSpan Kept = TimeSpan.FromHours(6);

    private readonly ConcurrentDictionary<string, PrintJob> _jobs = new(StringComparer.Ordinal);

    public PrintJob Begin(Caller caller, long total)
    {
        var now = clock.GetUtcNow();
        foreach (var old in _jobs.Values.Where(job => job.BeganAt < now - Kept).Concat(_jobs.Values.OrderByDescending(job => job.BeganAt).Skip(Most - 1)).ToList())
            _jobs.TryRemove(old.Id, out _);
        var begun = new PrintJob(PublicId.Format(PublicId.Create()), caller.Id, total, now);
        _jobs[begun.Id] = begun;
        return begun;
    }

    /// <summary>Null for one that is not the caller's.</summary>
    public PrintJob? Find(Caller caller, string? id) => id != null && _jobs.TryGetValue(id, out var job) && job.AccountId == caller.Id ? job : null;
}

/// <summary>One file.</summary>
public sealed class PrintJob(string id, long accountId, long total, DateTimeOffset beganAt) : IProgress<long>
{
    private long _done;

    public string Id => id;

    public long AccountId => accountId;

    public long Total => total;

    public DateTimeOffset BeganAt => beganAt;

    public long Done => Math.Min(total, Interlocked.Read(ref _done));

    /// <summary>All is written, or nobody takes it any more.</summary>
    public bool IsOver { get; private set; }

    public bool IsWhole => Done == total;

    public void Report(long value) => Interlocked.Add(ref _done, value);

    public void End() => IsOver = true;
}

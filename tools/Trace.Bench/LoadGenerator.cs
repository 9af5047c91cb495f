using System.Diagnostics;
using System.Runtime.InteropServices;
using HdrHistogram;

namespace Trace.Bench;

/// <summary>Sends one kind of request over some connections, a thread each.</summary>
/// <param name="address">The server.</param>
/// <param name="write">Writes the n-th request and returns its length.</param>
/// <param name="expected">What every answer holds.</param>
internal sealed class LoadGenerator(Uri address, Func<long, byte[], int> write, byte[] expected)
{
    public const int Connections = 64;
    private const int ThreadStackBytes = 256 << 10;
    private const long MostMicroseconds = 60_000_000;

    private long _next;

    /// <summary>How many requests were written so far, over all runs.</summary>
    public long Sent => Interlocked.Read(ref _next);

    /// <summary>Every connection sends its next request when the last one is answered.</summary>
    public LoadResult RunClosed(TimeSpan duration, int connections = Connections) => Run(connections, (connection, started, times) =>
    {
        var end = started + Ticks(duration);
        for (var sentAt = started; sentAt < end;)
        {
            Exchange(connection);
            var now = Stopwatch.GetTimestamp();
            times.RecordValue(Microseconds(now - sentAt));
            sentAt = now;
        }
    });

    /// <summary>
    /// Requests fall due at a fixed rate, whether or not earlier ones were answered, and are timed from when they were due: while the server
    /// stalls, what it keeps waiting counts too.
    /// </summary>
    public LoadResult RunOpen(double perSecond, TimeSpan duration, int connections = Connections)
    {
        var slot = -1L;
        return Run(connections, (connection, started, times) =>
        {
            var end = started + Ticks(duration);
            while (true)
            {
                var due = started + (long)(Interlocked.Increment(ref slot) * Stopwatch.Frequency / perSecond);
                if (due >= end)
                    return;
                if (due - Stopwatch.GetTimestamp() is > 0 and var wait)
                    _ = SleepMicroseconds((uint)Microseconds(wait));
                Exchange(connection);
                times.RecordValue(Microseconds(Stopwatch.GetTimestamp() - due));
            }
        });
    }

    private void Exchange(LoadConnection connection) =>
        connection.Exchange(write(Interlocked.Increment(ref _next) - 1, connection.Request), expected);

    private LoadResult Run(int count, Action<LoadConnection, long, LongHistogram> send)
    {
        var connections = Enumerable.Range(0, count).Select(_ => new LoadConnection(address)).ToList();
        var times = connections.Select(_ => new LongHistogram(MostMicroseconds, numberOfSignificantValueDigits: 3)).ToList();
        var failures = new Exception?[count];
        var cpu = Environment.CpuUsage.TotalTime;
        var started = Stopwatch.GetTimestamp();
        var threads = Enumerable.Range(0, count).Select(i => new Thread(
            () =>
            {
                try
                {
                    send(connections[i], started, times[i]);
                }
                catch (Exception exception)
                {
                    failures[i] = exception;
                }
            },
            ThreadStackBytes)).ToList();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());
        var elapsed = Stopwatch.GetElapsedTime(started);
        cpu = Environment.CpuUsage.TotalTime - cpu;
        connections.ForEach(connection => connection.Dispose());
        if (Array.Find(failures, failure => failure != null) is { } failed)
            throw new InvalidOperationException("A request failed, so nothing was measured.", failed);
        var all = new LongHistogram(MostMicroseconds, numberOfSignificantValueDigits: 3);
        times.ForEach(all.Add);
        return new LoadResult(all, elapsed, cpu);
    }

    private static long Ticks(TimeSpan duration) => (long)(duration.TotalSeconds * Stopwatch.Frequency);

    private static long Microseconds(long ticks) => Math.Min(ticks * 1_000_000 / Stopwatch.Frequency, MostMicroseconds);

    /// <summary>The runtime's own waits round to milliseconds, which would be in every time.</summary>
    [DllImport("libc", EntryPoint = "usleep")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SleepMicroseconds(uint microseconds);
}

/// <summary>What a run of the generator came to.</summary>
/// <param name="Times">Microseconds of each answer.</param>
/// <param name="Elapsed">How long it ran.</param>
/// <param name="OwnCpu">What the generator itself used, of all cores together.</param>
internal sealed record LoadResult(LongHistogram Times, TimeSpan Elapsed, TimeSpan OwnCpu)
{
    public long Answered => Times.TotalCount;

    public double PerSecond => Answered / Elapsed.TotalSeconds;

    public double OwnShare => OwnCpu / Elapsed / Environment.ProcessorCount;

    public double Milliseconds(double percentile) => Times.GetValueAtPercentile(percentile) / 1000.0;
}

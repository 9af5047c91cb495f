using System.Diagnostics;
using System.Diagnostics.Metrics;
using Trace.Core.Verification;

namespace Trace.Server.Telemetry;

/// <summary>What this server measures of itself, see README.md. Labels are words of a short list: never a code, a GTIN, a brand, an address.</summary>
/// <remarks>Of the process, as a scrape is. Recording allocates nothing; without a listener it costs a comparison.</remarks>
public static class ServerMetrics
{
    public const string Name = "Trace";

    private static readonly Meter Meter = new(Name);

    private static readonly Counter<long> Verdicts = Meter.CreateCounter<long>("trace.verdicts", "{verdict}", "Checks that were answered, by verdict.");

    private static readonly Histogram<double> JudgeDuration = Meter.CreateHistogram(
        "trace.judge.duration", "s", "From the text of a code to its verdict: reading, signature, unit, status. Nothing is stored yet.", advice: Buckets(
            0.00001, 0.000025, 0.00005, 0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.1, 0.5));

    private static readonly Histogram<double> DetectionDuration = Meter.CreateHistogram(
        "trace.detection.duration", "s", "Adding a scan to what is known of its unit.", advice: Buckets(
            0.0000005, 0.000001, 0.0000025, 0.000005, 0.00001, 0.000025, 0.00005, 0.0001, 0.001, 0.01));

    private static readonly Histogram<int> GroupSize = Meter.CreateHistogram(
        "trace.journal.group.size", "{scan}", "Scans stored in one transaction.", advice: new InstrumentAdvice<int> { HistogramBucketBoundaries = [1, 2, 4, 8, 16, 32, 64, 128, 255] });

    private static readonly Histogram<double> CommitDuration = Meter.CreateHistogram(
        "trace.journal.commit.duration", "s", "The transaction of a group of scans, until it is durable.", advice: Buckets(
            0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5));

    private static readonly Counter<long> Refused = Meter.CreateCounter<long>(
        "trace.journal.refused", "{scan}", "Scans refused because the queue was full, or closed at the end.");

    private static readonly Counter<long> StorageFaults = Meter.CreateCounter<long>(
        "trace.storage.faults", "{fault}", "Times the database did not answer, by what was to be done.");

    private static readonly Counter<long> KeyReloads = Meter.CreateCounter<long>("trace.keys.reloads", "{reload}", "Times the keys of all brands were read again.");

    private static readonly Counter<long> WebhookAttempts = Meter.CreateCounter<long>("trace.webhooks.attempts", "{attempt}", "Attempts to send an event to a webhook, by what came of them.");

    private static Func<int> _waiting = static () => 0;

    private static Func<long> _logSize = static () => 0;
    private static Func<double> _logAge = static () => 0;

    static ServerMetrics()
    {
        Meter.CreateObservableGauge("trace.journal.queue.depth", static () => Volatile.Read(ref _waiting)(), "{scan}", "Scans that wait to be stored.");
        Meter.CreateObservableGauge("trace.log.size", static () => Volatile.Read(ref _logSize)(), "{entry}", "Entries of the transparency log that are published.");
        Meter.CreateObservableGauge("trace.log.waiting.age", static () => Volatile.Read(ref _logAge)(), "s", "How long the oldest record has waited for its place in the transparency log.");
    }

    /// <summary>From now on everything counted has its line, with 0: a rate needs a value before the first.</summary>
    public static void Begin()
    {
        foreach (var verdict in Enum.GetValues<Verdict>())
        {
            Count(verdict, "api", 0);
            Count(verdict, "page", 0);
        }

        Refused.Add(0);
        KeyReloads.Add(0);
        foreach (var during in Enum.GetValues<StorageWork>())
            StorageFaults.Add(0, During(during));
        foreach (var outcome in Enum.GetValues<WebhookAttempt>())
            WebhookAttempts.Add(0, Outcome(outcome));
    }

    /// <param name="verdict">The answer.</param>
    /// <param name="source">api or page.</param>
    public static void Answered(Verdict verdict, string source) => Count(verdict, source, 1);

    /// <param name="started">A time stamp of <see cref="Stopwatch"/>, as below.</param>
    public static void Judged(long started) => JudgeDuration.Record(Stopwatch.GetElapsedTime(started).TotalSeconds);

    public static void Detected(long started) => DetectionDuration.Record(Stopwatch.GetElapsedTime(started).TotalSeconds);

    public static void Committed(int scans, long started)
    {
        CommitDuration.Record(Stopwatch.GetElapsedTime(started).TotalSeconds);
        GroupSize.Record(scans);
    }

    public static void RefusedScan() => Refused.Add(1);

    public static void StorageFailed(StorageWork during) => StorageFaults.Add(1, During(during));

    public static void KeysReloaded() => KeyReloads.Add(1);

    public static void WebhookTried(WebhookAttempt outcome) => WebhookAttempts.Add(1, Outcome(outcome));

    /// <summary>Whose queue is measured: that of the server of this process.</summary>
    public static void ObserveQueue(Func<int> waiting) => Volatile.Write(ref _waiting, waiting);

    /// <summary>Whose log is measured: that of the server of this process.</summary>
    public static void ObserveLog(Func<long> size, Func<double> waitingSeconds)
    {
        Volatile.Write(ref _logSize, size);
        Volatile.Write(ref _logAge, waitingSeconds);
    }

    private static void Count(Verdict verdict, string source, long count) =>
        Verdicts.Add(count, new KeyValuePair<string, object?>("verdict", Words.Of(verdict)), new KeyValuePair<string, object?>("source", source));

    private static KeyValuePair<string, object?> During(StorageWork work) => new("during", Words.Of(work));

    private static KeyValuePair<string, object?> Outcome(WebhookAttempt outcome) => new("outcome", Words.Of(outcome));

    private static InstrumentAdvice<double> Buckets(params double[] boundaries) => new() { HistogramBucketBoundaries = boundaries };

    private static class Words
    {
        private static readonly string[] Verdicts = Of<Verdict>();
        private static readonly string[] Works = Of<StorageWork>();
        private static readonly string[] Attempts = Of<WebhookAttempt>();

        public static string Of(Verdict verdict) => Verdicts[(int)verdict];

        public static string Of(StorageWork work) => Works[(int)work];

        public static string Of(WebhookAttempt outcome) => Attempts[(int)outcome];

        /// <summary>As in JSON.</summary>
        private static string[] Of<T>()
            where T : struct, Enum => [.. Enum.GetNames<T>().Select(System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName)];
    }
}

/// <summary>What was to be done when the database did not answer.</summary>
public enum StorageWork
{
    /// <summary>Looking up what a code names.</summary>
    LookUp,

    /// <summary>Storing a group of scans.</summary>
    StoreScans,

    /// <summary>Any other request.</summary>
    Request,
}

/// <summary>What came of an attempt to send an event to a webhook.</summary>
public enum WebhookAttempt
{
    /// <summary>It was taken.</summary>
    Delivered,

    /// <summary>It is tried again.</summary>
    Failed,

    /// <summary>It was given up.</summary>
    Dead,
}

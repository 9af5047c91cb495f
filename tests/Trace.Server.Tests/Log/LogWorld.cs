using System.Data.Common;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Trace.Core.TransparencyLog;
using Trace.Server.Http;
using Trace.Server.Log;
using Trace.Server.Storage;
using Trace.Testing;
using Xunit;

namespace Trace.Server.Tests.Log;

/// <summary>The log of one server without the server: real storage, and every step when the test says so.</summary>
internal sealed class LogWorld : IAsyncDisposable
{
    public const string Origin = "log.example.com/log";
    public const long Brand = 7;

    private static readonly byte[] MasterKeyBytes = [.. Enumerable.Range(0, 32).Select(i => (byte)i)];

    private LogWorld(Database database, string folder)
    {
        (Folder, Faults) = (folder, new FaultyDatabase(database));
        Start();
    }

    public string Folder { get; }

    public FaultyDatabase Faults { get; }

    public FakeTimeProvider Clock { get; } = new(DateTimeOffset.UnixEpoch.AddYears(56));

    public PublishedLog Published { get; private set; } = null!;

    public LogRecords Records { get; private set; } = null!;

    public LogRecovery Recovery { get; private set; } = null!;

    public Sequencer Sequencer { get; private set; } = null!;

    public Database Database => Faults.Inner;

    public static Caller Owner { get; } = Caller.System(0);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<LogWorld> CreateAsync(Engine engine, string folder)
    {
        var world = new LogWorld(Database.Create(await engine.CreateDatabaseAsync(), folder), folder);
        await Migrator.MigrateAsync(world.Database);
        await world.Sequencer.PrepareAsync();
        return world;
    }

    /// <summary>Another server on the same database, with a folder of its own.</summary>
    public static async Task<LogWorld> BesideAsync(string database, string folder)
    {
        var world = new LogWorld(Database.Create(database, folder), folder);
        await Migrator.MigrateAsync(world.Database);
        await world.Sequencer.PrepareAsync();
        return world;
    }

    /// <summary>What is in memory is gone, as after a crash.</summary>
    public async Task RestartAsync()
    {
        Faults.Fault = null;
        Start();
        await Sequencer.PrepareAsync();
    }

    public Task<long> EnterAsync(string word) => Database.WriteAsync(session => Records.EnterAsync(session, Brand, "case_step", new JsonObject { ["word"] = word }), Cancellation);

    public async Task EnterAsync(int count, string word = "step")
    {
        for (var i = 0; i < count; i++)
            await EnterAsync($"{word} {i}");
    }

    public Task RunAsync() => Sequencer.RunAsync(Cancellation);

    /// <summary>The same, where it is expected to fail.</summary>
    public async Task<Exception?> TryRunAsync() => await Record.ExceptionAsync(RunAsync);

    public Task<LogRow?> CurrentAsync() => Database.ReadAsync(LogsStore.FindCurrentAsync, Cancellation);

    public async Task<LogView> ViewAsync() => LogView.Of((await CurrentAsync())!);

    public Task<LogBacklog> QueueAsync() => Database.ReadAsync(LogRecordsStore.CountWaitingAsync, Cancellation);

    /// <summary>Everything there is, as an auditor finds it, with what is shown as its checkpoint.</summary>
    public async Task<LogFault?> AuditAsync(Checkpoint? earlier = null)
    {
        var row = (await CurrentAsync())!;
        var source = new ShownLog(Database, row.LogNumber, Published.Shown!.Log.Note);
        return (await LogAudit.RunAsync(source, new LogPolicy(row.Origin, LogKey.Verifier(row)), earlier, progress: null, Cancellation)).Fault;
    }

    public async ValueTask DisposeAsync()
    {
        Sequencer.Dispose();
        Published.Dispose();
        await Faults.DisposeAsync();
        await Database.DisposeAsync();
    }

    private void Start()
    {
        var settings = new TraceSettings(Folder, Database: null, Demo: false, DemoHost: null, LabelStockFile: null);
        var logs = new LogSettings(Origin, []);
        var key = new LogKey(new MasterKey(MasterKeyRing.Of([[.. MasterKeyBytes]])));
        Published = new PublishedLog(settings, key);
        Records = new LogRecords(Faults, Published, Clock);
        Recovery = new LogRecovery(Faults, Published, key, logs, new Audit.AuditTrail(Clock), Clock);
        Sequencer = new Sequencer(Faults, Published, key, logs, Clock, NullLogger<Sequencer>.Instance);
    }

    /// <summary>What <c>/log/</c> serves.</summary>
    public sealed class ShownLog(Database database, long number, byte[] checkpoint) : ITileSource
    {
        public async ValueTask<ReadOnlyMemory<byte>?> ReadAsync(string path, CancellationToken cancellationToken) => path == Checkpoint.Path
            ? (ReadOnlyMemory<byte>?)checkpoint
            : await database.ReadAsync(session => new SessionTiles(session, number).ReadAsync(path, cancellationToken).AsTask(), cancellationToken);
    }
}

/// <summary>Where a transaction fails.</summary>
internal enum Fault
{
    /// <summary>Nothing of it is stored.</summary>
    Lost,

    /// <summary>All of it is stored, and nobody was told.</summary>
    WrittenButReportedLost,
}

/// <summary>A database whose next transaction fails.</summary>
internal sealed class FaultyDatabase(Database inner) : Database
{
    public Database Inner => inner;

    public Fault? Fault { get; set; }

    /// <summary>Once, right after the next commit.</summary>
    public Action? Then { get; set; }

    public override Dialect Dialect => inner.Dialect;

    public override ValueTask<DbConnection> OpenAsync(CancellationToken cancellationToken) => inner.OpenAsync(cancellationToken);

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

    protected override ValueTask<DbTransaction> BeginSnapshotAsync(DbConnection connection, CancellationToken cancellationToken) => throw new NotSupportedException();

    protected override async Task<T> TransactAsync<T>(Func<Session, Task<T>> write, Func<T, bool> commits, CancellationToken cancellationToken)
    {
        var (fault, commitsAny) = (Fault, false);
        Fault = null;
        var result = await inner.WriteAsync(write, value => (commitsAny = commits(value)) && fault != Log.Fault.Lost, cancellationToken);
        if (commitsAny)
        {
            Then?.Invoke();
            Then = null;
        }

        return fault == null || !commitsAny ? result : throw new TimeoutException("The connection broke.");
    }
}

using System.Diagnostics;
using System.Text.Json.Nodes;
using Trace.Core.TransparencyLog;
using Trace.Server.Log;
using Trace.Testing;
using Xunit;

namespace Trace.Server.Tests.Log;

/// <summary>One history, whatever breaks and whoever writes it.</summary>
public sealed class SequencerTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory, ClassData(typeof(BothEngines))]
    public async Task What_waits_gets_its_place_in_order_and_proofs_hold(Engine engine)
    {
        await using var world = await LogWorld.CreateAsync(engine, _folder.Path);
        var earlier = new List<Checkpoint>();
        foreach (var count in (int[])[1, 2, 255, 300, 3])
        {
            await world.EnterAsync(count);
            world.Clock.Advance(TimeSpan.FromSeconds(1));
            await world.RunAsync();
            earlier.Add(world.Published.Shown!.Checkpoint);
        }

        Assert.Equal([1, 3, 258, 558, 561], earlier.Select(checkpoint => checkpoint.Size));
        foreach (var checkpoint in earlier)
            Assert.Null(await world.AuditAsync(checkpoint));
        var rows = await world.Database.ReadAsync(session => LogRecordsStore.ListAsync(session, LogWorld.Brand, (long.MaxValue, long.MaxValue), 1000), Cancellation);
        Assert.Equal(Enumerable.Range(0, 561).Select(i => (long?)i), rows.Select(row => row.LeafIndex).Order());
        Assert.All(rows.Zip(rows.Skip(1)), pair => Assert.True(pair.First.EnteredAt > pair.Second.EnteredAt || pair.First.RecordId > pair.Second.RecordId));
        // Whoever waited longer is before.
        Assert.All(rows.Zip(rows.Skip(1)).Where(pair => pair.First.EnteredAt > pair.Second.EnteredAt), pair => Assert.True(pair.First.LeafIndex > pair.Second.LeafIndex));

        var proven = await world.Records.ProvenAsync(LogWorld.Brand, [.. rows.Take(20).Select(row => row.RecordId)], Cancellation);
        Assert.Equal(20, proven.Count);
        foreach (var record in proven)
        {
            Assert.True(LogProof.TryParse(record.Proof.ToBytes(), out var proof, out _));
            Assert.True(new LogPolicy(LogWorld.Origin, record.Log).TryOpen(proof.Checkpoint.Span, out var checkpoint, out _));
            var leaf = LogLeaf.Make(proof.Extra.Span, record.Bytes.Span);
            Assert.True(InclusionProof.Verify(proof.Index, checkpoint.Size, MerkleHash.OfLeaf(leaf), [.. proof.Hashes], checkpoint.Root));
        }

        Assert.Empty(await world.Records.ProvenAsync(8, [.. rows.Take(3).Select(row => row.RecordId)], Cancellation));
    }

    /// <summary>The transaction that publishes, and the file that follows it: the log goes on as if nothing had happened, once, whether the server goes on or starts again.</summary>
    [Theory]
    [InlineData(Engine.Sqlite, nameof(Fault.Lost), false)]
    [InlineData(Engine.Sqlite, nameof(Fault.Lost), true)]
    [InlineData(Engine.Sqlite, nameof(Fault.WrittenButReportedLost), false)]
    [InlineData(Engine.Sqlite, nameof(Fault.WrittenButReportedLost), true)]
    [InlineData(Engine.Postgres, nameof(Fault.Lost), false)]
    [InlineData(Engine.Postgres, nameof(Fault.Lost), true)]
    [InlineData(Engine.Postgres, nameof(Fault.WrittenButReportedLost), false)]
    [InlineData(Engine.Postgres, nameof(Fault.WrittenButReportedLost), true)]
    public async Task A_transaction_that_fails_either_way_changes_nothing_that_was_published(Engine engine, string fault, bool restarts)
    {
        await using var world = await LogWorld.CreateAsync(engine, _folder.Path);
        await world.EnterAsync(300);
        await world.RunAsync();
        var before = world.Published.Shown!.Checkpoint;
        await world.EnterAsync(300);

        world.Faults.Fault = Enum.Parse<Fault>(fault);
        Assert.IsType<TimeoutException>(await world.TryRunAsync());

        Assert.Equal(fault == nameof(Fault.Lost) ? 300 : 600, (await world.ViewAsync()).Checkpoint.Size);
        // Nobody was shown what nobody knows to be durable.
        Assert.Equal(before, world.Published.Shown.Checkpoint);
        if (restarts)
            await world.RestartAsync();
        await world.EnterAsync(1);
        await world.RunAsync();
        Assert.Equal((601, LogState.Signing), (world.Published.Shown!.Checkpoint.Size, world.Published.State));
        Assert.Null(await world.AuditAsync(before));
        Assert.Equal(0, (await world.QueueAsync()).Waiting);
    }

    [Theory]
    [InlineData(Engine.Sqlite, false)]
    [InlineData(Engine.Sqlite, true)]
    [InlineData(Engine.Postgres, false)]
    [InlineData(Engine.Postgres, true)]
    public async Task A_file_that_cannot_be_written_stops_signing_until_it_can(Engine engine, bool restarts)
    {
        await using var world = await LogWorld.CreateAsync(engine, _folder.Path);
        await world.EnterAsync(5);
        await world.RunAsync();
        var (file, before) = (Path.Combine(_folder.Path, PublishedLog.FileName), world.Published.Shown!.Checkpoint);
        var kept = await File.ReadAllBytesAsync(file, Cancellation);
        await world.EnterAsync(5);

        // Where a folder is no file gets its name.
        world.Faults.Then = () =>
        {
            File.Delete(file);
            Directory.CreateDirectory(file);
        };
        var failure = await world.TryRunAsync();
        await world.EnterAsync(5);
        Assert.True((failure ?? await world.TryRunAsync()) != null || world.Published.State != LogState.Signing);

        Assert.Equal(10, (await world.ViewAsync()).Checkpoint.Size);
        Directory.Delete(file);
        await File.WriteAllBytesAsync(file, kept, Cancellation);
        if (restarts)
            await world.RestartAsync();
        await world.RunAsync();
        Assert.Equal(15, world.Published.Shown!.Checkpoint.Size);
        Assert.Null(await world.AuditAsync(before));
    }

    /// <summary>A crash after the rename of the file: the file says what the database says.</summary>
    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_file_that_was_written_unknown_to_the_server_is_no_other_history(Engine engine)
    {
        await using var world = await LogWorld.CreateAsync(engine, _folder.Path);
        await world.EnterAsync(5);
        world.Faults.Fault = Fault.WrittenButReportedLost;
        Assert.NotNull(await world.TryRunAsync());
        await File.WriteAllBytesAsync(Path.Combine(_folder.Path, PublishedLog.FileName), (await world.CurrentAsync())!.Note, Cancellation);
        await File.WriteAllTextAsync(Path.Combine(_folder.Path, PublishedLog.FileName + ".0.new"), "half a", Cancellation);

        await world.RestartAsync();
        await world.EnterAsync(1);
        await world.RunAsync();

        Assert.Equal((6, LogState.Signing), (world.Published.Shown!.Checkpoint.Size, world.Published.State));
    }

    /// <summary>After a standstill: in portions, between which scans are stored.</summary>
    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_long_backlog_is_published_whole(Engine engine)
    {
        await using var world = await LogWorld.CreateAsync(engine, _folder.Path);
        var count = TestScale.Count(reduced: 4500, full: 100_000);
        await world.Database.WriteAsync(
            async session =>
            {
                for (var i = 0; i < count; i++)
                    await world.Records.EnterAsync(session, LogWorld.Brand, "case_step", new JsonObject { ["word"] = $"step {i}" });
            },
            Cancellation);

        var clock = Stopwatch.StartNew();
        await world.RunAsync();
        var elapsed = clock.Elapsed;

        Assert.Equal(count, world.Published.Shown!.Checkpoint.Size);
        Assert.Null(await world.AuditAsync());
        TestContext.Current.SendDiagnosticMessage("{0}: {1} records published in {2:F1} s.", engine, count, elapsed.TotalSeconds);
    }

    [Fact]
    public async Task Two_servers_at_once_write_one_history_with_each_record_in_it_once()
    {
        using var other = new TemporaryFolder();
        var database = (await Engine.Postgres.CreateDatabaseAsync())!;
        await using var one = await LogWorld.BesideAsync(database, _folder.Path);
        await using var two = await LogWorld.BesideAsync(database, other.Path);
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var seen = new System.Collections.Concurrent.ConcurrentBag<Checkpoint>();
        async Task SequenceAsync(LogWorld world)
        {
            while (!ends.IsCancellationRequested)
            {
                await world.RunAsync();
                seen.Add(world.Published.Shown!.Checkpoint);
            }
        }

        var sequencers = Task.WhenAll(Task.Run(() => SequenceAsync(one), Cancellation), Task.Run(() => SequenceAsync(two), Cancellation));
        await Task.WhenAll(Enumerable.Range(0, 4).Select(writer => Task.Run(() => (writer % 2 == 0 ? one : two).EnterAsync(150, $"writer {writer}"))));
        await ends.CancelAsync();
        await sequencers;
        await one.RunAsync();
        await two.RunAsync();

        Assert.Equal(600, two.Published.Shown!.Checkpoint.Size);
        Assert.Equal(one.Published.Shown!.Log.Note, two.Published.Shown.Log.Note);
        foreach (var checkpoint in seen.Where(checkpoint => checkpoint.Size > 0).DistinctBy(checkpoint => checkpoint.Size))
            Assert.Null(await one.AuditAsync(checkpoint));
        var rows = await one.Database.ReadAsync(session => LogRecordsStore.ListAsync(session, LogWorld.Brand, (long.MaxValue, long.MaxValue), 1000), Cancellation);
        Assert.Equal(Enumerable.Range(0, 600).Select(i => (long?)i), rows.Select(row => row.LeafIndex).Order());
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task What_was_altered_in_the_database_is_not_signed_over(Engine engine)
    {
        await using var world = await LogWorld.CreateAsync(engine, _folder.Path);
        await world.EnterAsync(5);
        await world.RunAsync();
        var before = world.Published.Shown!.Checkpoint;
        var tile = await world.Database.ReadAsync(session => LogTilesStore.FindAsync(session, 1, 0, 0), Cancellation);
        tile!.Content[3] ^= 1;
        await world.Database.WriteAsync(session => LogTilesStore.SetAsync(session, tile), Cancellation);
        await world.EnterAsync(1);

        Assert.IsType<InvalidDataException>(await world.TryRunAsync());
        Assert.Equal(before, (await world.ViewAsync()).Checkpoint);
        Assert.Equal((LogFaultKind.Altered, "tile/0/000.p/5"), (await world.AuditAsync()) is { } fault ? (fault.Kind, fault.File) : default);

        // A checkpoint of somebody else, who has no key.
        using var foreign = NSec.Cryptography.Key.Create(NSec.Cryptography.SignatureAlgorithm.Ed25519);
        var text = new Checkpoint(LogWorld.Origin, 7, before.Root).ToText();
        var note = new SignedNote(text, [new NoteSigner(LogWorld.Origin, NoteSignatureType.Ed25519, foreign).Sign(text)]).ToBytes();
        var row = (await world.CurrentAsync())!;
        Assert.True(await world.Database.WriteAsync(session => LogsStore.PublishAsync(session, row with { Size = 7, Note = note }, row.Note), Cancellation));
        await world.RunAsync();
        Assert.Equal(LogState.Inconsistent, world.Published.State);
        Assert.Equal(before, world.Published.Shown!.Checkpoint);
    }

    public void Dispose() => _folder.Dispose();
}

using System.Text.Json.Nodes;
using Trace.Core;
using Trace.Core.TransparencyLog;
using Trace.Server.Storage;

namespace Trace.Server.Log;

/// <summary>Where other slices enter what the transparency log shall keep, in the transaction that changes it: nothing is lost, and nothing is published of what was rolled back.</summary>
/// <remarks>A record holds ids, hashes, words and times, never personal data: what became of it, and that it was there, outlives whatever it is of.</remarks>
public sealed class LogRecords(Database database, PublishedLog published, TimeProvider clock)
{
    public const int MaxRecordBytes = 64 * 1024;

    private const int MaxTypeLength = 40;

    /// <summary>Enters a record; the sequencer puts it into the log within two seconds of the commit.</summary>
    /// <param name="session">The transaction of the change.</param>
    /// <param name="brandId">Whose record it is.</param>
    /// <param name="type">What it tells of: thing and participle in small letters, such as <c>batch_issued</c>.</param>
    /// <param name="members">What it says. <c>type</c>, <c>brand</c>, <c>at</c> and <c>record</c> are added here.</param>
    /// <returns>The record's id.</returns>
    public async Task<long> EnterAsync(Session session, long brandId, string type, JsonObject members)
    {
        ArgumentNullException.ThrowIfNull(members);
        if (type.Length is 0 or > MaxTypeLength || !type.All(character => char.IsAsciiLetterLower(character) || character == '_'))
            throw new ArgumentException($"{type} is no type of a record.", nameof(type));
        var (id, now) = (PublicId.Create(), clock.GetUtcNow().ToUnixTimeMilliseconds());
        // Add refuses a member that is there already.
        members.Add("type", type);
        members.Add("brand", PublicId.Format(brandId));
        members.Add("record", PublicId.Format(id));
        members.Add("at", Rfc3339.Format(DateTimeOffset.FromUnixTimeMilliseconds(now)));
        var (content, salt) = (CanonicalJson.Write(members), LogLeaf.NewSalt());
        if (content.Length > MaxRecordBytes)
            throw new ArgumentException($"The record {type} has {content.Length} bytes; the most is {MaxRecordBytes}.", nameof(members));
        await LogRecordsStore.AddAsync(session, new LogRecordRow(brandId, id, now, type, LogLeaf.Make(salt, content), salt, content, LogNumber: null, LeafIndex: null));
        return id;
    }

    /// <summary>What shows without network that records are in the log: of those with these ids that are published, and not erased.</summary>
    /// <remarks>Each proof was checked; its checkpoint is one that most witnesses cosigned. After a log was begun anew there may be records of two logs.</remarks>
    public Task<IReadOnlyList<ProvenRecord>> ProvenAsync(long brandId, IReadOnlyCollection<long> recordIds, CancellationToken cancellationToken) => database.ReadAsync<IReadOnlyList<ProvenRecord>>(
        async session =>
        {
            var proven = new List<ProvenRecord>();
            foreach (var ofLog in (await LogRecordsStore.ListAsync(session, brandId, recordIds)).Where(row => row is { Salt: not null, Content: not null, LogNumber: not null }).GroupBy(row => row.LogNumber!.Value))
            {
                if (await LogsStore.FindAsync(session, ofLog.Key) is not { } log)
                    continue;
                // Only what this server has in its file is shown; where that and the database disagree, the database's own checkpoint was shown before.
                var view = published is { State: LogState.Signing, Shown: { } shown } && shown.Log.LogNumber == log.LogNumber ? shown : LogView.Of(log);
                foreach (var row in ofLog.Where(row => row.LeafIndex < view.Checkpoint.Size))
                    proven.Add(await ProveAsync(session, view, row, cancellationToken));
            }

            return proven;
        },
        cancellationToken);

    /// <summary>Erases salt and record. The leaf stays, and nobody can show or find by guessing what it was of. False if there is no such record, or it was erased before.</summary>
    public static Task<bool> EraseAsync(Session session, long brandId, long recordId) => LogRecordsStore.EraseAsync(session, brandId, recordId);

    private static async Task<ProvenRecord> ProveAsync(Session session, LogView published, LogRecordRow row, CancellationToken cancellationToken)
    {
        var view = await LogNotes.BestAsync(session, published, row.LeafIndex!.Value);
        var tiles = new TileReader(new SessionTiles(session, view.Log.LogNumber), view.Checkpoint.Size);
        var hashes = await InclusionProof.MakeAsync(tiles, row.LeafIndex.Value, cancellationToken);
        return LogLeaf.Opens(row.Leaf, row.Salt, row.Content)
            && InclusionProof.Verify(row.LeafIndex.Value, view.Checkpoint.Size, MerkleHash.OfLeaf(row.Leaf), hashes, view.Checkpoint.Root)
                ? new ProvenRecord(row.RecordId, row.Type, LogKey.Verifier(view.Log), row.Content!, new LogProof(row.Salt!, row.LeafIndex.Value, hashes, view.Log.Note))
                : throw new InvalidDataException($"Record {PublicId.Format(row.RecordId)} is not what the log committed to.");
    }
}

/// <summary>A record with what shows that it is in a log.</summary>
/// <param name="Log">Whose checkpoint it is.</param>
/// <param name="Bytes">The record.</param>
/// <param name="Proof">With its salt as extra data.</param>
public sealed record ProvenRecord(long Id, string Type, NoteVerifier Log, ReadOnlyMemory<byte> Bytes, LogProof Proof);

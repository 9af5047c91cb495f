using System.Text.Json.Nodes;
using Trace.Core;
using Trace.Core.TransparencyLog;
using Trace.Server.Storage;

namespace Trace.Server.Log;

/// <summary>Where other slices enter what the transparency log shall keep, in the transaction that changes it: nothing is lost, and nothing is published of what was rolled back.</summary>
/// <remarks>A record holds ids, hashes, words and times, never personal data: what became of it, and that it was there, outlives whatever it is of.</remarks>
public sealed class LogRecords(TimeProvider clock)
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

    /// <summary>Erases salt and record. The leaf stays, and nobody can show or find by guessing what it was of. False if there is no such record, or it was erased before.</summary>
    public static Task<bool> EraseAsync(Session session, long brandId, long recordId) => LogRecordsStore.EraseAsync(session, brandId, recordId);
}

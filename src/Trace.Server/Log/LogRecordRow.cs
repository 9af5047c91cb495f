using System.Text;
using Trace.Server.Storage;

namespace Trace.Server.Log;

/// <summary>A row of <c>log_record</c>.</summary>
/// <param name="EnteredAt">Unix milliseconds.</param>
/// <param name="Type">What it tells of; also in the record itself.</param>
/// <param name="Leaf">The entry of the log, 34 bytes.</param>
/// <param name="Salt">32 random bytes; null once the record was erased.</param>
/// <param name="Content">Canonical JSON; null once the record was erased.</param>
/// <param name="LogNumber">Which log it is in; null while it waits.</param>
/// <param name="LeafIndex">Its place there, from 0; null while it waits.</param>
/// <param name="Origin">Of the log it is in; only where it is read.</param>
public sealed record LogRecordRow(
    long BrandId, long RecordId, long EnteredAt, string Type, byte[] Leaf, byte[]? Salt, byte[]? Content, long? LogNumber, long? LeafIndex, string? Origin = null)
{
    public LogRecordResponse ToResponse() => new(
        PublicId.Format(RecordId),
        Type,
        DateTimeOffset.FromUnixTimeMilliseconds(EnteredAt),
        Origin,
        LeafIndex,
        Convert.ToBase64String(Leaf),
        Content == null ? null : Encoding.UTF8.GetString(Content),
        Salt == null ? null : Convert.ToBase64String(Salt));
}

/// <summary>A record on its way into the log.</summary>
public sealed record WaitingRecord(long BrandId, long RecordId, byte[] Leaf);

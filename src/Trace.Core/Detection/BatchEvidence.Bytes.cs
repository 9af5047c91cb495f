using System.Buffers.Binary;

namespace Trace.Core.Detection;

/// <content>Its bytes.</content>
public sealed partial class BatchEvidence
{
    private const byte Version = 1;
    private const int HeaderBytes = 1 + 8 + 1;
    private const int TallyBytes = 1 + 4 * Tally.MaxKeys;
    private const int PoolBytes = 1 + 2 + 8 + 8 + 4 + 8 * PoolSigns.Delays + 8 + 4 * PoolSigns.Count + 8 + 3 * TallyBytes;

    /// <summary>What it takes at most.</summary>
    public const int MaxBytes = HeaderBytes + (1 + MaxCountries + MaxCities) * PoolBytes;

    /// <summary>All of it.</summary>
    public byte[] ToBytes()
    {
        var bytes = new byte[HeaderBytes + _pools.Length * PoolBytes];
        bytes[0] = Version;
        BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(1), LastAt);
        bytes[9] = (byte)_pools.Length;
        for (var i = 0; i < _pools.Length; i++)
            Write(_pools[i], bytes.AsSpan(HeaderBytes + i * PoolBytes, PoolBytes));
        return bytes;
    }

    /// <summary>Null for bytes of another version, or that no state has: the fold is to be made again.</summary>
    public static BatchEvidence? FromBytes(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < HeaderBytes || bytes[0] != Version || bytes.Length != HeaderBytes + bytes[9] * PoolBytes || bytes[9] is 0 or > 1 + MaxCountries + MaxCities)
            return null;
        var pools = new Pool[bytes[9]];
        for (var i = 0; i < pools.Length; i++)
        {
            if (Read(bytes.Slice(HeaderBytes + i * PoolBytes, PoolBytes)) is not { } pool || (pool.Kind == PoolKind.Batch) != (i == 0))
                return null;
            pools[i] = pool;
        }

        return new BatchEvidence(BinaryPrimitives.ReadInt64BigEndian(bytes[1..]), pools);
    }

    private static void Write(Pool pool, Span<byte> to)
    {
        to[0] = (byte)pool.Kind;
        BinaryPrimitives.WriteUInt16BigEndian(to[1..], pool.Country);
        BinaryPrimitives.WriteDoubleBigEndian(to[3..], pool.Latitude);
        BinaryPrimitives.WriteDoubleBigEndian(to[11..], pool.Longitude);
        BinaryPrimitives.WriteInt32BigEndian(to[19..], pool.Units);
        BinaryPrimitives.WriteInt64BigEndian(to[23..], pool.FreshAt);
        BinaryPrimitives.WriteInt64BigEndian(to[31..], pool.FirstSignAt);
        to = to[39..];
        foreach (var fresh in pool.Fresh)
        {
            BinaryPrimitives.WriteDoubleBigEndian(to, fresh);
            to = to[8..];
        }

        foreach (var count in pool.Signs)
        {
            BinaryPrimitives.WriteInt32BigEndian(to, count);
            to = to[4..];
        }

        foreach (var tally in (ReadOnlySpan<Tally>)[pool.ScanDays, pool.FirstDays, pool.Origins])
        {
            to[0] = (byte)tally.Counts.Length;
            for (var i = 0; i < tally.Counts.Length; i++)
            {
                BinaryPrimitives.WriteUInt16BigEndian(to[(1 + 4 * i)..], tally.Counts[i].Key);
                BinaryPrimitives.WriteUInt16BigEndian(to[(3 + 4 * i)..], tally.Counts[i].Count);
            }

            to = to[TallyBytes..];
        }
    }

    private static Pool? Read(ReadOnlySpan<byte> from)
    {
        var pool = new Pool
        {
            Kind = (PoolKind)from[0],
            Country = BinaryPrimitives.ReadUInt16BigEndian(from[1..]),
            Latitude = BinaryPrimitives.ReadDoubleBigEndian(from[3..]),
            Longitude = BinaryPrimitives.ReadDoubleBigEndian(from[11..]),
            Units = BinaryPrimitives.ReadInt32BigEndian(from[19..]),
            FreshAt = BinaryPrimitives.ReadInt64BigEndian(from[23..]),
            FirstSignAt = BinaryPrimitives.ReadInt64BigEndian(from[31..]),
            Fresh = new double[PoolSigns.Delays],
            Signs = new int[PoolSigns.Count],
        };
        from = from[39..];
        for (var delay = 0; delay < pool.Fresh.Length; delay++)
            pool.Fresh[delay] = BinaryPrimitives.ReadDoubleBigEndian(from[(8 * delay)..]);
        from = from[(8 * PoolSigns.Delays)..];
        for (var sign = 0; sign < pool.Signs.Length; sign++)
            pool.Signs[sign] = BinaryPrimitives.ReadInt32BigEndian(from[(4 * sign)..]);
        from = from[(4 * PoolSigns.Count)..];
        var isPossible = pool.Kind <= PoolKind.City && pool.Latitude is >= -90 and <= 90 && pool.Longitude is >= -180 and <= 180 && pool.Units >= 0
            && Array.TrueForAll(pool.Fresh, fresh => fresh is >= 0 and < 1e12) && pool.Units <= 1_000_000_000 && pool.FreshAt is >= 0 and < 1L << 46 && Array.TrueForAll(pool.Signs, count => count is >= 0 and <= 10_000_000)
            && from[0] <= Tally.MaxKeys && from[TallyBytes] <= Tally.MaxKeys && from[2 * TallyBytes] <= Tally.MaxKeys;
        return isPossible ? pool with { ScanDays = Tallied(from), FirstDays = Tallied(from[TallyBytes..]), Origins = Tallied(from[(2 * TallyBytes)..]) } : null;
    }

    private static Tally Tallied(ReadOnlySpan<byte> from)
    {
        var counts = new (ushort, ushort)[from[0]];
        for (var i = 0; i < counts.Length; i++)
            counts[i] = (BinaryPrimitives.ReadUInt16BigEndian(from[(1 + 4 * i)..]), BinaryPrimitives.ReadUInt16BigEndian(from[(3 + 4 * i)..]));
        return Tally.Of(counts);
    }
}

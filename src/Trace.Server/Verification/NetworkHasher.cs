using System.Buffers.Binary;
using System.Text;
using Trace.Server.Storage;

namespace Trace.Server.Verification;

/// <summary>Networks are kept only as a keyed hash that is scoped to one unit and whose key changes every week: so "many devices, one network" can be seen, and nothing else.</summary>
/// <remarks>The first 8 bytes of a <see cref="KeyedHash"/>.</remarks>
public sealed class NetworkHasher(DeploymentSecrets secrets)
{
    private const long PeriodDays = 7;

    private readonly PeriodKeys _keys = new(secrets, PeriodDays, "network"u8.ToArray());

    /// <summary>Null for an unknown network.</summary>
    public NetworkHashes? Hash(string? network, long unitId, DateTimeOffset at)
    {
        if (string.IsNullOrEmpty(network))
            return null;
        var keys = _keys.At(at);
        Span<byte> message = stackalloc byte[sizeof(long) + Encoding.UTF8.GetMaxByteCount(network.Length)];
        BinaryPrimitives.WriteInt64BigEndian(message, unitId);
        message = message[..(sizeof(long) + Encoding.UTF8.GetBytes(network, message[sizeof(long)..]))];
        return new NetworkHashes(Hash(keys.Current, message), Hash(keys.Previous, message));
    }

    private static ulong Hash(KeyedHash key, ReadOnlySpan<byte> message)
    {
        Span<byte> hash = stackalloc byte[KeyedHash.SizeBytes];
        key.Hash(message, hash);
        return BinaryPrimitives.ReadUInt64BigEndian(hash);
    }
}

/// <summary>A network's hash under the key of the week, and under the one before.</summary>
public readonly record struct NetworkHashes(ulong Current, ulong Previous);

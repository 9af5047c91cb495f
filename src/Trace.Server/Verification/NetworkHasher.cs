using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Trace.Server.Storage;

namespace Trace.Server.Verification;

/// <summary>Networks are kept only as a keyed hash that is scoped to one unit and whose key changes every week: so "many devices, one network" can be seen, and nothing else.</summary>
/// <remarks>HMAC-SHA-256, first 8 bytes.</remarks>
public sealed class NetworkHasher(DeploymentSecrets secrets)
{
    private const long PeriodDays = 7;
    private static readonly byte[] Purpose = "network"u8.ToArray();

    private PeriodKeys? _keys;

    /// <summary>Null for an unknown network.</summary>
    public NetworkHashes? Hash(string? network, long unitId, DateTimeOffset at)
    {
        if (string.IsNullOrEmpty(network))
            return null;
        var keys = KeysOf(at.ToUnixTimeSeconds() / 86_400 / PeriodDays);
        Span<byte> message = stackalloc byte[sizeof(long) + Encoding.UTF8.GetMaxByteCount(network.Length)];
        BinaryPrimitives.WriteInt64BigEndian(message, unitId);
        message = message[..(sizeof(long) + Encoding.UTF8.GetBytes(network, message[sizeof(long)..]))];
        return new NetworkHashes(Hash(keys.Current, message), Hash(keys.Previous, message));
    }

    private static ulong Hash(byte[] key, ReadOnlySpan<byte> message)
    {
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(key, message, hash);
        return BinaryPrimitives.ReadUInt64BigEndian(hash);
    }

    private PeriodKeys KeysOf(long period)
    {
        var keys = Volatile.Read(ref _keys);
        if (keys?.Period == period)
            return keys;
        keys = new PeriodKeys(period, KeyOf(period), KeyOf(period - 1));
        Volatile.Write(ref _keys, keys);
        return keys;
    }

    private byte[] KeyOf(long period)
    {
        var message = new byte[Purpose.Length + sizeof(long)];
        Purpose.CopyTo(message, 0);
        BinaryPrimitives.WriteInt64BigEndian(message.AsSpan(Purpose.Length), period);
        return HMACSHA256.HashData(secrets.DeviceKey.AsSpan(), message);
    }

    private sealed record PeriodKeys(long Period, byte[] Current, byte[] Previous);
}

/// <summary>A network's hash under the key of the week, and under the one before.</summary>
public readonly record struct NetworkHashes(ulong Current, ulong Previous);

using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Trace.Server.Storage;

namespace Trace.Server.Verification;

/// <summary>Devices are kept only as a keyed hash that is scoped to one unit and whose key changes every 60 days.</summary>
/// <remarks>HMAC-SHA-256, first 16 bytes. The same device on two units gives unrelated hashes.</remarks>
public sealed class DeviceHasher(DeploymentSecrets secrets)
{
    private const long PeriodDays = 60;

    private readonly PeriodKeys _keys = new(secrets, PeriodDays);

    /// <summary>Null for a missing device.</summary>
    public DeviceHashes? Hash(string? device, long unitId, DateTimeOffset at)
    {
        if (string.IsNullOrEmpty(device))
            return null;
        var keys = _keys.At(at);
        var message = new byte[sizeof(long) + Encoding.UTF8.GetByteCount(device)];
        BinaryPrimitives.WriteInt64BigEndian(message, unitId);
        Encoding.UTF8.GetBytes(device, message.AsSpan(sizeof(long)));
        return new DeviceHashes(Hash(keys.Current, message), () => Hash(keys.Previous, message));
    }

    public static byte[] ToBytes(UInt128 hash)
    {
        var bytes = new byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, hash);
        return bytes;
    }

    public static UInt128 FromBytes(ReadOnlySpan<byte> hash) => BinaryPrimitives.ReadUInt128BigEndian(hash);

    private static UInt128 Hash(byte[] key, byte[] message)
    {
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(key, message, hash);
        return BinaryPrimitives.ReadUInt128BigEndian(hash);
    }
}

/// <summary>A device's hash under the current key, which is stored, and under the one before, which older scans have and most scans need not know.</summary>
public readonly record struct DeviceHashes(UInt128 Current, Func<UInt128> Previous)
{
    /// <summary>The same with both made now.</summary>
    public DeviceHashes WithPrevious()
    {
        var previous = Previous();
        return this with { Previous = () => previous };
    }
}

using System.Buffers.Binary;
using System.Text;
using Trace.Server.Storage;

namespace Trace.Server.Verification;

/// <summary>Devices are kept only as a keyed hash that is scoped to one unit and whose key changes every 60 days.</summary>
/// <remarks><see cref="KeyedHash"/>. The same device on two units gives unrelated hashes.</remarks>
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
        return new DeviceHashes(Hash(keys.Current, message), keys.Previous, message);
    }

    public static byte[] ToBytes(UInt128 hash)
    {
        var bytes = new byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, hash);
        return bytes;
    }

    public static UInt128 FromBytes(ReadOnlySpan<byte> hash) => BinaryPrimitives.ReadUInt128BigEndian(hash);

    internal static UInt128 Hash(KeyedHash key, byte[] message)
    {
        Span<byte> hash = stackalloc byte[KeyedHash.SizeBytes];
        key.Hash(message, hash);
        return BinaryPrimitives.ReadUInt128BigEndian(hash);
    }
}

/// <summary>A device's hash under the current key, which is stored, and under the one before, which older scans have and most scans need not know.</summary>
public readonly struct DeviceHashes
{
    private readonly UInt128 _previous;
    private readonly KeyedHash? _key;
    private readonly byte[]? _message;

    public DeviceHashes(UInt128 current, UInt128 previous) => (Current, _previous) = (current, previous);

    internal DeviceHashes(UInt128 current, KeyedHash previous, byte[] message) => (Current, _key, _message) = (current, previous, message);

    public UInt128 Current { get; }

    public UInt128 Previous() => _key == null ? _previous : DeviceHasher.Hash(_key, _message!);

    /// <summary>The same with both made now.</summary>
    public DeviceHashes WithPrevious() => new(Current, Previous());
}

using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Trace.Server.Storage;

namespace Trace.Server.Verification;

/// <summary>Devices are kept only as a keyed hash that is scoped to one unit and whose key changes every 60 days.</summary>
/// <remarks>HMAC-SHA-256, first 16 bytes. The same device on two units gives unrelated hashes.</remarks>
public sealed class DeviceHasher(DeploymentSecrets secrets)
{
    private const int HashSizeBytes = 16;
    private const long PeriodDays = 60;

    /// <summary>Null for a missing device.</summary>
    public DeviceHashes? Hash(string? device, long unitId, DateTimeOffset at)
    {
        if (string.IsNullOrEmpty(device))
            return null;
        var period = at.ToUnixTimeSeconds() / 86_400 / PeriodDays;
        return new DeviceHashes(Hash(device, unitId, period), Hash(device, unitId, period - 1));
    }

    private byte[] Hash(string device, long unitId, long period)
    {
        Span<byte> number = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(number, period);
        var key = HMACSHA256.HashData(secrets.DeviceKey.AsSpan(), number);
        BinaryPrimitives.WriteInt64BigEndian(number, unitId);
        byte[] message = [.. number, .. Encoding.UTF8.GetBytes(device)];
        return HMACSHA256.HashData(key, message)[..HashSizeBytes];
    }
}

/// <summary>A device's hash under the current key, which is stored, and under the one before, which older scans have.</summary>
public sealed record DeviceHashes(byte[] Current, byte[] Previous);

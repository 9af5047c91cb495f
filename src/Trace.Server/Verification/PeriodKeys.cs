using System.Buffers.Binary;
using System.Security.Cryptography;
using Trace.Server.Storage;

namespace Trace.Server.Verification;

/// <summary>Keys that change every so many days, derived from the deployment's: the one of a time and the one before.</summary>
/// <param name="secrets">The deployment's secrets.</param>
/// <param name="days">How long a key holds.</param>
/// <param name="purpose">Keeps keys for different things apart.</param>
internal sealed class PeriodKeys(DeploymentSecrets secrets, long days, ReadOnlyMemory<byte> purpose = default)
{
    private Pair? _newest;

    public Pair At(DateTimeOffset at)
    {
        var period = at.ToUnixTimeSeconds() / 86_400 / days;
        var keys = Volatile.Read(ref _newest);
        if (keys?.Period == period)
            return keys;
        keys = new Pair(period, KeyOf(period), KeyOf(period - 1));
        Volatile.Write(ref _newest, keys);
        return keys;
    }

    private KeyedHash KeyOf(long period)
    {
        var message = new byte[purpose.Length + sizeof(long)];
        purpose.CopyTo(message);
        BinaryPrimitives.WriteInt64BigEndian(message.AsSpan(purpose.Length), period);
        return new KeyedHash(HMACSHA256.HashData(secrets.DeviceKey.AsSpan(), message));
    }

    public sealed record Pair(long Period, KeyedHash Current, KeyedHash Previous);
}

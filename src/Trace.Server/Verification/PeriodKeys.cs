using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using Trace.Server.Storage;

namespace Trace.Server.Verification;

/// <summary>Keys that change every so many days, derived from the deployment's: the one of a time and the one before.</summary>
/// <param name="secrets">The deployment's secrets.</param>
/// <param name="days">How long a key holds.</param>
/// <param name="purpose">Keeps keys for different things apart.</param>
internal sealed class PeriodKeys(DeploymentSecrets secrets, long days, ReadOnlyMemory<byte> purpose = default)
{
    /// <summary>By period. Past scans come in any order, and a key is not made for each; there are no more than the periods of ten years.</summary>
    private readonly ConcurrentDictionary<long, KeyedHash> _byPeriod = new();

    public (KeyedHash Current, KeyedHash Previous) At(DateTimeOffset at)
    {
        var period = at.ToUnixTimeSeconds() / 86_400 / days;
        return (KeyOf(period), KeyOf(period - 1));
    }

    private KeyedHash KeyOf(long period) => _byPeriod.TryGetValue(period, out var known) ? known : _byPeriod.GetOrAdd(period, Derive(period));

    private KeyedHash Derive(long period)
    {
        var message = new byte[purpose.Length + sizeof(long)];
        purpose.CopyTo(message);
        BinaryPrimitives.WriteInt64BigEndian(message.AsSpan(purpose.Length), period);
        return new KeyedHash(HMACSHA256.HashData(secrets.DeviceKey.AsSpan(), message));
    }
}

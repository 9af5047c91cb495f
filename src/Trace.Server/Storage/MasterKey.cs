namespace Trace.Server.Storage;

/// <summary>The deployment's master key: it seals every other secret before it reaches the database.</summary>
/// <remarks>
/// What a sealed value belongs to is its associated data, so a value moved to another row does not open. Whoever can write the
/// database but has no master key can destroy, never forge. While the key is changed there are several, see <see cref="MasterKeyRing"/>.
/// </remarks>
public sealed class MasterKey(MasterKeyRing ring)
{
    private MasterKeyRing _ring = ring;

    /// <summary>The keys in force. For several calls that belong together, take it once.</summary>
    public MasterKeyRing Ring => Volatile.Read(ref _ring);

    public void Replace(MasterKeyRing ring) => Volatile.Write(ref _ring, ring);

    public byte[] Seal(ReadOnlySpan<byte> secret, string belongsTo) => Ring.Seal(secret, belongsTo);

    /// <summary>Null when the value was not sealed under this key for this purpose.</summary>
    public byte[]? Open(ReadOnlySpan<byte> sealedValue, string belongsTo) => Ring.Open(sealedValue, belongsTo);
}

using System.Security.Cryptography;
using NSec.Cryptography;
using Trace.Core.TransparencyLog;
using Trace.Server.Storage;

namespace Trace.Server.Dossiers;

/// <summary>A row of <c>evidence_key</c>: a key that signs evidence packs. <c>SealedKey</c> is its seed.</summary>
/// <param name="Name">The name in its verifier key; never that of the log.</param>
public sealed record PackKeyRow(long KeyNumber, string Name, byte[] PublicKey, byte[] SealedKey, long CreatedAt)
{
    public string Purpose => $"evidence-key|{KeyNumber}|{Name}|{Convert.ToBase64String(PublicKey)}";

    public NoteVerifier Verifier => new(Name, NoteSignatureType.Ed25519, NSec.Cryptography.PublicKey.Import(SignatureAlgorithm.Ed25519, PublicKey, KeyBlobFormat.RawPublicKey));
}

/// <summary>The keys that sign evidence packs: Ed25519, one for each name the deployment had, sealed under the master key. The newest signs.</summary>
public sealed class PackKeys(Database database, MasterKey masterKey, DossierSettings settings, TimeProvider clock)
{
    /// <summary>For sealing them again under another master key.</summary>
    public static readonly SealedColumn Column = SealedColumn.Of<PackKeyRow>(
        "evidence_key", "sealed_key", ["key_number"], PackKeysStore.Columns, row => [row.KeyNumber], row => row.SealedKey, row => row.Purpose);

    /// <summary>At the start: so that the key can be published before the first pack is made.</summary>
    public Task EnsureAsync() => database.WriteAsync(async session =>
    {
        var latest = await PackKeysStore.ListAsync(session) is [var newest, ..] ? newest : null;
        // Of two servers that start at once the second one's row is not taken.
        if (latest?.Name != settings.KeyName)
            await PackKeysStore.AddAsync(session, Create((latest?.KeyNumber ?? 0) + 1));
    });

    /// <summary>The newest first.</summary>
    public Task<IReadOnlyList<PackKeyRow>> ListAsync() => database.ReadAsync(PackKeysStore.ListAsync);

    /// <summary>Lends the key that signs now. Null when there is none, or its seal does not hold.</summary>
    public async Task<T?> SignAsync<T>(Func<NoteSigner, Task<T>> sign)
        where T : class
    {
        if (await ListAsync() is not [var row, ..] || masterKey.Open(row.SealedKey, row.Purpose) is not { } seed)
            return null;
        try
        {
            using var key = Key.Import(SignatureAlgorithm.Ed25519, seed, KeyBlobFormat.RawPrivateKey);
            return await sign(new NoteSigner(row.Name, NoteSignatureType.Ed25519, key));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(seed);
        }
    }

    private PackKeyRow Create(long number)
    {
        var seed = RandomNumberGenerator.GetBytes(SignatureAlgorithm.Ed25519.PrivateKeySize);
        try
        {
            using var key = Key.Import(SignatureAlgorithm.Ed25519, seed, KeyBlobFormat.RawPrivateKey);
            var row = new PackKeyRow(number, settings.KeyName, key.PublicKey.Export(KeyBlobFormat.RawPublicKey), [], clock.GetUtcNow().ToUnixTimeMilliseconds());
            return row with { SealedKey = masterKey.Seal(seed, row.Purpose) };
        }
        finally
        {
            CryptographicOperations.ZeroMemory(seed);
        }
    }
}

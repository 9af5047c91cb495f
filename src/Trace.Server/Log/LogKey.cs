using System.Security.Cryptography;
using NSec.Cryptography;
using Trace.Core.TransparencyLog;
using Trace.Server.Storage;

namespace Trace.Server.Log;

/// <summary>The key that signs the checkpoints of a log: Ed25519, made with its log, sealed under the master key for that number, origin and public half alone.</summary>
public sealed class LogKey(MasterKey masterKey)
{
    /// <summary>What of it is sealed.</summary>
    public static readonly SealedColumn Column = SealedColumn.Of<LogRow>(
        "transparency_log",
        "sealed_key",
        ["log_number"],
        LogsStore.Columns,
        row => [row.LogNumber],
        row => row.SealedKey,
        Purpose);

    /// <summary>A new log without entries, its empty checkpoint signed.</summary>
    public LogRow Create(long number, string origin, DateTimeOffset now)
    {
        var seed = RandomNumberGenerator.GetBytes(SignatureAlgorithm.Ed25519.PrivateKeySize);
        try
        {
            using var key = Key.Import(SignatureAlgorithm.Ed25519, seed, KeyBlobFormat.RawPrivateKey);
            var time = now.ToUnixTimeMilliseconds();
            var row = new LogRow(number, origin, key.PublicKey.Export(KeyBlobFormat.RawPublicKey), [], Size: 0, [], time, time);
            return row with
            {
                SealedKey = masterKey.Seal(seed, Purpose(row)),
                Note = Sign(new NoteSigner(origin, NoteSignatureType.Ed25519, key), new Checkpoint(origin, 0, MerkleHash.Empty)),
            };
        }
        finally
        {
            CryptographicOperations.ZeroMemory(seed);
        }
    }

    /// <summary>Whether the key's seal holds.</summary>
    public bool Holds(LogRow log)
    {
        var seed = masterKey.Open(log.SealedKey, Purpose(log));
        CryptographicOperations.ZeroMemory(seed);
        return seed != null;
    }

    /// <summary>A checkpoint signed by the log's key. Null when the key's seal does not hold.</summary>
    public byte[]? Sign(LogRow log, Checkpoint checkpoint)
    {
        var seed = masterKey.Open(log.SealedKey, Purpose(log));
        if (seed == null)
            return null;
        try
        {
            using var key = Key.Import(SignatureAlgorithm.Ed25519, seed, KeyBlobFormat.RawPrivateKey);
            return Sign(new NoteSigner(log.Origin, NoteSignatureType.Ed25519, key), checkpoint);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(seed);
        }
    }

    /// <summary>Checks what the log signed.</summary>
    /// <exception cref="InvalidDataException">The row was altered.</exception>
    public static NoteVerifier Verifier(LogRow log) =>
        FindVerifier(log) ?? throw new InvalidDataException($"The public key of log {log.LogNumber} in the database is none.");

    /// <summary>The same; null if the row was altered.</summary>
    public static NoteVerifier? FindVerifier(LogRow log) => PublicKey.TryImport(SignatureAlgorithm.Ed25519, log.PublicKey, KeyBlobFormat.RawPublicKey, out var key)
        ? new NoteVerifier(log.Origin, NoteSignatureType.Ed25519, key!)
        : null;

    private static byte[] Sign(NoteSigner signer, Checkpoint checkpoint)
    {
        var text = checkpoint.ToText();
        return new SignedNote(text, [signer.Sign(text)]).ToBytes();
    }

    private static string Purpose(LogRow row) => $"log-key|{row.LogNumber}|{row.Origin}|{Convert.ToBase64String(row.PublicKey)}";
}

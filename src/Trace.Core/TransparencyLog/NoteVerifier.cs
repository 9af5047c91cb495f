using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using NSec.Cryptography;

namespace Trace.Core.TransparencyLog;

/// <summary>A key that is known, and what it signs.</summary>
/// <remarks>C2SP signed-note, "Verifier keys": <c>{name}+{key id, 8 hex digits}+{base64 of type and public key}</c>.</remarks>
public sealed class NoteVerifier
{
    private readonly PublicKey _key;

    public NoteVerifier(string name, NoteSignatureType type, PublicKey key)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (!NoteKey.IsName(name))
            throw new ArgumentException("The name of a key is empty or has white space or a plus sign.", nameof(name));
        (Name, Type, _key) = (name, type, key);
        KeyId = NoteKey.Id(name, type, key);
    }

    public string Name { get; }

    public NoteSignatureType Type { get; }

    public uint KeyId { get; }

    /// <summary>False for text that is no such key, a key id that is not the key's own, or a type we do not know.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out NoteVerifier? verifier)
    {
        ArgumentNullException.ThrowIfNull(text);
        verifier = null;
        // Base64 may hold plus signs, names may not.
        var parts = text.Split('+', 3);
        if (parts.Length != 3 || !NoteKey.IsName(parts[0]) || !StrictBase64.TryDecode(parts[2], out var material) || material.Length != 33)
            return false;
        var type = (NoteSignatureType)material[0];
        if (!Enum.IsDefined(type) || !PublicKey.TryImport(SignatureAlgorithm.Ed25519, material.AsSpan(1), KeyBlobFormat.RawPublicKey, out var key))
            return false;
        var parsed = new NoteVerifier(parts[0], type, key!);
        verifier = parts[1] == Hex(parsed.KeyId) ? parsed : null;
        return verifier is not null;
    }

    /// <summary>The text that <see cref="TryParse"/> reads.</summary>
    public override string ToString() => $"{Name}+{Hex(KeyId)}+{Convert.ToBase64String(NoteKey.Material(Type, _key))}";

    /// <summary>Whether a line claims to be of this key: name and key id together name it.</summary>
    public bool IsNamedBy(NoteSignature signature)
    {
        ArgumentNullException.ThrowIfNull(signature);
        return signature.KeyId == KeyId && signature.Name == Name;
    }

    /// <summary>Hostile input gives false, never an exception.</summary>
    /// <param name="text">Of the note, with its last line feed.</param>
    /// <param name="unixSeconds">When a witness says that it signed; 0 for a signature without a time.</param>
    public bool Verify(string text, NoteSignature signature, out long unixSeconds)
    {
        ArgumentNullException.ThrowIfNull(text);
        unixSeconds = 0;
        if (!IsNamedBy(signature))
            return false;
        var bytes = signature.Bytes.Span;
        if (Type == NoteSignatureType.Ed25519)
            return bytes.Length == SignatureAlgorithm.Ed25519.SignatureSize && SignatureAlgorithm.Ed25519.Verify(_key, Encoding.UTF8.GetBytes(text), bytes);
        if (bytes.Length != Cosignature.TimeBytes + SignatureAlgorithm.Ed25519.SignatureSize)
            return false;
        unixSeconds = BinaryPrimitives.ReadInt64BigEndian(bytes);
        return unixSeconds >= 0 && SignatureAlgorithm.Ed25519.Verify(_key, Cosignature.Message(text, unixSeconds), bytes[Cosignature.TimeBytes..]);
    }

    private static string Hex(uint keyId) => keyId.ToString("x8", CultureInfo.InvariantCulture);
}

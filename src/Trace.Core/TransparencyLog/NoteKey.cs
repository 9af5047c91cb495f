using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using NSec.Cryptography;

namespace Trace.Core.TransparencyLog;

/// <summary>How keys of notes are named and numbered.</summary>
/// <remarks>C2SP signed-note, "Format" and "Signature types".</remarks>
internal static class NoteKey
{
    /// <summary>Whether a name can stand in a signature line: not empty, without white space, control characters and plus signs.</summary>
    public static bool IsName(string name) => name.Length > 0 && !name.Any(character => char.IsWhiteSpace(character) || char.IsControl(character) || character == '+');

    /// <summary>The first four bytes of SHA-256(name, line feed, type, public key).</summary>
    public static uint Id(string name, NoteSignatureType type, PublicKey key) =>
        BinaryPrimitives.ReadUInt32BigEndian(SHA256.HashData([.. Encoding.UTF8.GetBytes(name), (byte)'\n', .. Material(type, key)]));

    /// <summary>The type and the public key: 33 bytes.</summary>
    public static byte[] Material(NoteSignatureType type, PublicKey key) => [(byte)type, .. key.Export(KeyBlobFormat.RawPublicKey)];
}

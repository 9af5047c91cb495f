using System.Buffers.Binary;
using System.Text;
using NSec.Cryptography;

namespace Trace.Core.TransparencyLog;

/// <summary>A key that signs notes: that of a log (<see cref="Sign"/>) or of a witness (<see cref="Cosign"/>).</summary>
/// <remarks>The key stays the caller's, who disposes it.</remarks>
public sealed class NoteSigner(string name, NoteSignatureType type, Key key)
{
    public NoteVerifier Verifier { get; } = new(name, type, (key ?? throw new ArgumentNullException(nameof(key))).PublicKey);

    /// <summary>Signs a text that ends with a line feed.</summary>
    public NoteSignature Sign(string text)
    {
        Require(NoteSignatureType.Ed25519);
        return new(Verifier.Name, Verifier.KeyId, SignatureAlgorithm.Ed25519.Sign(key, Encoding.UTF8.GetBytes(SignedNote.CheckText(text))));
    }

    /// <summary>Signs a checkpoint's text as of a time. A witness does so after it has checked consistency with the last one it signed, and never before.</summary>
    public NoteSignature Cosign(string text, DateTimeOffset now)
    {
        Require(NoteSignatureType.Cosignature);
        var seconds = now.ToUnixTimeSeconds();
        ArgumentOutOfRangeException.ThrowIfNegative(seconds, nameof(now));
        var bytes = new byte[Cosignature.TimeBytes + SignatureAlgorithm.Ed25519.SignatureSize];
        BinaryPrimitives.WriteInt64BigEndian(bytes, seconds);
        SignatureAlgorithm.Ed25519.Sign(key, Cosignature.Message(SignedNote.CheckText(text), seconds), bytes.AsSpan(Cosignature.TimeBytes));
        return new(Verifier.Name, Verifier.KeyId, bytes);
    }

    private void Require(NoteSignatureType wanted)
    {
        if (Verifier.Type != wanted)
            throw new InvalidOperationException($"A key of type {Verifier.Type} makes no signature of type {wanted}.");
    }
}

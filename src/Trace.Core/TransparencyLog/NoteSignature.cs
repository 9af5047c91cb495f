namespace Trace.Core.TransparencyLog;

/// <summary>A line under a note: who signed, by name and key id, and the bytes of the signature.</summary>
/// <remarks>C2SP signed-note, "Signatures": <c>— {name} {base64 of 4 bytes of key id and the signature}</c>.</remarks>
public sealed record NoteSignature(string Name, uint KeyId, ReadOnlyMemory<byte> Bytes);

namespace Trace.Core.TransparencyLog;

/// <summary>What a key of notes signs.</summary>
/// <remarks>C2SP signed-note, "Signature types". Other types belong to keys we do not know, whose signatures are passed over.</remarks>
public enum NoteSignatureType : byte
{
    /// <summary>The text of the note: 64 bytes.</summary>
    Ed25519 = 0x01,

    /// <summary>That a witness saw this checkpoint at a time: 8 bytes of time and 64 of signature (C2SP tlog-cosignature).</summary>
    Cosignature = 0x04,
}

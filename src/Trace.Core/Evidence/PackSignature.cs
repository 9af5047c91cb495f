using System.Globalization;
using Trace.Core.TransparencyLog;

namespace Trace.Core.Evidence;

/// <summary>The last entry of a pack: a signed note over how many bytes come before its header, and their SHA-256.</summary>
/// <remarks>
/// <c>api-specs/evidence-pack.md</c>, section 6. What comes behind that place follows from what comes before it and from this note, and the note has one
/// signature line, so a pack has no byte that could be another one. No checkpoint reads like its text: the third line has 64 characters and is no base64 of a hash.
/// </remarks>
internal static class PackSignature
{
    public const int MaxBytes = 4096;

    public static byte[] Make(long bytesBefore, ReadOnlySpan<byte> sha256Before, NoteSigner signer)
    {
        var text = Text(bytesBefore, sha256Before);
        return new SignedNote(text, [signer.Sign(text)]).ToBytes();
    }

    /// <summary>What is wrong with a signature, or null. Hostile bytes never throw.</summary>
    public static string? Problem(ReadOnlySpan<byte> note, long bytesBefore, ReadOnlySpan<byte> sha256Before, NoteVerifier signer)
    {
        if (!SignedNote.TryParse(note, out var parsed, out var problem))
            return problem;
        if (parsed.Signatures.Count != 1)
            return "There is not one signature.";
        if (parsed.Text != Text(bytesBefore, sha256Before))
            return "It is over other bytes than those before it.";
        return parsed.TryVerify([signer], out _, out problem) ? null : $"The signer that the manifest names did not sign. {problem}";
    }

    private static string Text(long bytesBefore, ReadOnlySpan<byte> sha256Before) =>
        string.Create(CultureInfo.InvariantCulture, $"{EvidenceManifest.Format}\n{bytesBefore}\n{Convert.ToHexStringLower(sha256Before)}\n");
}

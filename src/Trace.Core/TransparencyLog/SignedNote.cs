using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Unicode;

namespace Trace.Core.TransparencyLog;

/// <summary>A text with signatures under it.</summary>
/// <remarks>
/// C2SP signed-note, "Format": UTF-8 without control characters but line feeds; the text ends with one; an empty line; a line a signature.
/// A note that parses says nothing yet: see <see cref="TryVerify"/>.
/// </remarks>
public sealed record SignedNote(string Text, IReadOnlyList<NoteSignature> Signatures)
{
    /// <summary>Room for 16 witnesses with signatures of 5 kB, and more.</summary>
    public const int MaxBytes = 256 * 1024;

    public const int MaxSignatures = 100;

    private const string LineStart = "— ";
    private const int KeyIdBytes = 4;

    /// <summary>Hostile bytes give false and a sentence on what was wrong, never an exception.</summary>
    public static bool TryParse(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out SignedNote? note, out string problem)
    {
        note = null;
        if (bytes.Length > MaxBytes)
            return Fail($"The note has more than {MaxBytes} bytes.", out problem);
        if (!Utf8.IsValid(bytes))
            return Fail("The note is not UTF-8.", out problem);
        var content = Encoding.UTF8.GetString(bytes);
        if (content.Any(IsForbidden))
            return Fail("The note holds a control character.", out problem);
        var blank = content.LastIndexOf("\n\n", StringComparison.Ordinal);
        if (blank < 0 || blank + 2 == content.Length || content[^1] != '\n')
            return Fail("The note is not a text, an empty line, and lines of signatures.", out problem);

        var lines = content[(blank + 2)..^1].Split('\n');
        if (lines.Length > MaxSignatures)
            return Fail($"The note has more than {MaxSignatures} signatures.", out problem);
        var signatures = new List<NoteSignature>(lines.Length);
        foreach (var line in lines)
        {
            if (!TryParseLine(line, out var signature))
                return Fail($"Line {signatures.Count + 1} of the signatures is not a dash, a name and base64.", out problem);
            signatures.Add(signature);
        }

        note = new SignedNote(content[..(blank + 1)], signatures);
        problem = "";
        return true;
    }

    /// <summary>Whether a known key signed, and none that is known is claimed to have signed what it did not.</summary>
    /// <remarks>
    /// Lines of keys that are not known are passed over. A key that signed more than once counts once, with its latest time, but each of its lines has to hold.
    /// </remarks>
    /// <param name="verified">A line of each known key that signed.</param>
    public bool TryVerify(IEnumerable<NoteVerifier> known, out IReadOnlyList<VerifiedSignature> verified, out string problem)
    {
        ArgumentNullException.ThrowIfNull(known);
        verified = [];
        var found = new List<VerifiedSignature>();
        foreach (var verifier in known.DistinctBy(verifier => (verifier.Name, verifier.KeyId)))
        {
            var lines = Signatures.Where(verifier.IsNamedBy).ToList();
            long? latest = null;
            foreach (var line in lines)
            {
                if (!verifier.Verify(Text, line, out var unixSeconds))
                    return Fail($"The signature of {verifier.Name} does not hold.", out problem);
                latest = Math.Max(latest ?? 0, unixSeconds);
            }

            if (latest is { } time)
                found.Add(new VerifiedSignature(verifier, time));
        }

        verified = found;
        problem = found.Count > 0 ? "" : "No key that is known signed the note.";
        return found.Count > 0;
    }

    /// <summary>The note with one more signature; it takes the place of an earlier one of the same key.</summary>
    public SignedNote With(NoteSignature signature)
    {
        ArgumentNullException.ThrowIfNull(signature);
        return this with { Signatures = [.. Signatures.Where(line => line.KeyId != signature.KeyId || line.Name != signature.Name), signature] };
    }

    public byte[] ToBytes()
    {
        var content = new StringBuilder(CheckText(Text)).Append('\n');
        foreach (var signature in Signatures)
        {
            var bytes = new byte[KeyIdBytes + signature.Bytes.Length];
            BinaryPrimitives.WriteUInt32BigEndian(bytes, signature.KeyId);
            signature.Bytes.Span.CopyTo(bytes.AsSpan(KeyIdBytes));
            content.Append(LineStart).Append(signature.Name).Append(' ').Append(Convert.ToBase64String(bytes)).Append('\n');
        }

        return Encoding.UTF8.GetBytes(content.ToString());
    }

    /// <summary>Our own texts are right, or the program is wrong.</summary>
    internal static string CheckText(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.EndsWith('\n') && !text.Any(IsForbidden)
            ? text
            : throw new ArgumentException("The text of a note ends with a line feed and has no other control character.", nameof(text));
    }

    private static bool IsForbidden(char character) => character < ' ' && character != '\n';

    private static bool TryParseLine(string line, [NotNullWhen(true)] out NoteSignature? signature)
    {
        signature = null;
        var space = line.IndexOf(' ', Math.Min(line.Length, LineStart.Length));
        if (!line.StartsWith(LineStart, StringComparison.Ordinal) || space < 0 || !NoteKey.IsName(line[LineStart.Length..space]))
            return false;
        if (!StrictBase64.TryDecode(line[(space + 1)..], out var bytes) || bytes.Length <= KeyIdBytes)
            return false;
        signature = new NoteSignature(line[LineStart.Length..space], BinaryPrimitives.ReadUInt32BigEndian(bytes), bytes.AsMemory(KeyIdBytes));
        return true;
    }

    private static bool Fail(string sentence, out string problem)
    {
        problem = sentence;
        return false;
    }
}

/// <summary>A signature that holds.</summary>
/// <param name="UnixSeconds">When a witness says that it signed; 0 for a signature without a time.</param>
public sealed record VerifiedSignature(NoteVerifier Signer, long UnixSeconds);

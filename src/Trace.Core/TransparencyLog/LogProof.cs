using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace Trace.Core.TransparencyLog;

/// <summary>All it takes to show without network that an entry is in a log: its index, its inclusion proof and the signed checkpoint.</summary>
/// <remarks>
/// C2SP tlog-proof, "Format". Read with one spelling: base64 without stray bits, no line <c>extra</c> with nothing behind it. A proof that parses says nothing yet:
/// the entry, the inclusion proof and the checkpoint's signatures are still to be checked.
/// </remarks>
/// <param name="Extra">Not authenticated. In our logs the salt of the record.</param>
/// <param name="Checkpoint">A signed note, verbatim.</param>
public sealed record LogProof(ReadOnlyMemory<byte> Extra, long Index, IReadOnlyList<MerkleHash> Hashes, ReadOnlyMemory<byte> Checkpoint)
{
    /// <summary>The longest note, the longest path, and 1 KiB for the rest.</summary>
    public const int MaxBytes = SignedNote.MaxBytes + (MaxHashes * 45) + 1024;

    private const int MaxHashes = 63;
    private const string FirstLine = "c2sp.org/tlog-proof@v1";
    private const string ExtraStart = "extra ";
    private const string IndexStart = "index ";

    /// <summary>Hostile bytes give false and a sentence on what was wrong, never an exception.</summary>
    public static bool TryParse(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out LogProof? proof, out string problem)
    {
        (proof, problem) = (null, "The proof is not the lines of a tlog-proof, an empty line and a checkpoint.");
        var blank = bytes.IndexOf("\n\n"u8);
        if (bytes.Length > MaxBytes || blank < 0)
            return false;
        var lines = Encoding.Latin1.GetString(bytes[..blank]).Split('\n');
        var (at, extra) = (1, Array.Empty<byte>());
        if (at < lines.Length && lines[at].StartsWith(ExtraStart, StringComparison.Ordinal))
        {
            if (!StrictBase64.TryDecode(lines[at++][ExtraStart.Length..], out extra!))
                return false;
        }

        if (lines[0] != FirstLine || at >= lines.Length || !lines[at].StartsWith(IndexStart, StringComparison.Ordinal) || !TryIndex(lines[at][IndexStart.Length..], out var index))
            return false;
        var hashes = new List<MerkleHash>();
        foreach (var line in lines[(at + 1)..])
        {
            if (hashes.Count == MaxHashes || !MerkleHash.TryParseBase64(line, out var hash))
                return false;
            hashes.Add(hash);
        }

        proof = new LogProof(extra, index, hashes, bytes[(blank + 2)..].ToArray());
        problem = "";
        return true;
    }

    public byte[] ToBytes()
    {
        var text = new StringBuilder(FirstLine).Append('\n');
        if (!Extra.IsEmpty)
            text.Append(ExtraStart).Append(Convert.ToBase64String(Extra.Span)).Append('\n');
        text.Append(IndexStart).Append(Index.ToString(CultureInfo.InvariantCulture)).Append('\n');
        foreach (var hash in Hashes)
            text.Append(hash).Append('\n');
        return [.. Encoding.UTF8.GetBytes(text.Append('\n').ToString()), .. Checkpoint.Span];
    }

    private static bool TryIndex(string text, out long index) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out index) && text == index.ToString(CultureInfo.InvariantCulture);
}

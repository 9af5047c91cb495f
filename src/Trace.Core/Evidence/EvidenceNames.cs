using System.Globalization;

namespace Trace.Core.Evidence;

/// <summary>Where what stands in a pack. In ordinal order the signature comes last, and the timestamps behind the manifest that they are of.</summary>
/// <remarks><c>api-specs/evidence-pack.md</c>, section 3.</remarks>
public static class EvidenceNames
{
    public const string Dossier = "dossier.pdf";
    public const string FilesFolder = "files/";
    public const string LogFolder = "log/";
    public const string Manifest = "manifest.json";
    public const string TimestampsFolder = "rfc3161/";
    public const string Signature = "signature";

    private const string RecordEnd = ".record";
    private const string ProofEnd = ".tlog-proof";

    public static string Record(long index) => string.Create(CultureInfo.InvariantCulture, $"{LogFolder}{index}{RecordEnd}");

    public static string Proof(long index) => string.Create(CultureInfo.InvariantCulture, $"{LogFolder}{index}{ProofEnd}");

    /// <summary>What whoever makes a pack may name.</summary>
    public static bool IsFile(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return name == Dossier || name.StartsWith(FilesFolder, StringComparison.Ordinal);
    }

    public static bool IsRecord(string name, out long index) => TryIndex(name, RecordEnd, out index) && Record(index) == name;

    public static bool IsProof(string name, out long index) => TryIndex(name, ProofEnd, out index) && Proof(index) == name;

    public static bool IsTimestamp(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return name.StartsWith(TimestampsFolder, StringComparison.Ordinal);
    }

    private static bool TryIndex(string name, string end, out long index)
    {
        index = -1;
        return name.Length > LogFolder.Length + end.Length && name.EndsWith(end, StringComparison.Ordinal)
            && long.TryParse(name.AsSpan()[LogFolder.Length..^end.Length], NumberStyles.None, CultureInfo.InvariantCulture, out index);
    }
}

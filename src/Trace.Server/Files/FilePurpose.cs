namespace Trace.Server.Files;

/// <summary>What a file is for. It decides what the file may be and how large.</summary>
public enum FilePurpose
{
    /// <summary>Of a right, from its office.</summary>
    Certificate,

    PowerOfAttorney,

    /// <summary>That a seller is authorized.</summary>
    Proof,

    /// <summary>Of an offer as it was seen.</summary>
    Capture,

    /// <summary>Of a parcel or a product.</summary>
    Photo,

    /// <summary>An examiner's report.</summary>
    Finding,

    /// <summary>What a seller sent.</summary>
    Answer,

    /// <summary>What belongs to a case besides.</summary>
    Document,

    /// <summary>What this server made itself: letters, dossiers, evidence packs.</summary>
    Dossier,
}

/// <summary>What is taken for each purpose.</summary>
public static class FilePurposes
{
    private const long MiB = 1 << 20;

    private static readonly string[] Pictures = [FileTypes.Png, FileTypes.Jpeg, FileTypes.WebP];
    private static readonly string[] Papers = [FileTypes.Pdf, .. Pictures];
    private static readonly string[] Words = [.. Papers, FileTypes.Text, FileTypes.Mail];
    private static readonly string[] Captures = [.. Words, FileTypes.Har, FileTypes.Warc, FileTypes.WarcGzip];

    public static long MostBytes(this FilePurpose purpose) => purpose switch
    {
        FilePurpose.Capture => 256 * MiB,
        FilePurpose.Dossier => 1024 * MiB,
        _ => 25 * MiB,
    };

    /// <summary>Media types.</summary>
    public static IReadOnlyList<string> Types(this FilePurpose purpose) => purpose switch
    {
        FilePurpose.Photo => Pictures,
        FilePurpose.Certificate or FilePurpose.PowerOfAttorney or FilePurpose.Proof => Papers,
        FilePurpose.Finding or FilePurpose.Answer or FilePurpose.Document => Words,
        FilePurpose.Capture => Captures,
        FilePurpose.Dossier => [FileTypes.Pdf, FileTypes.Zip],
        _ => throw new ArgumentOutOfRangeException(nameof(purpose), purpose, "Not a purpose."),
    };

    /// <summary>As the audit trail writes it.</summary>
    public static string Word(this FilePurpose purpose) => purpose switch
    {
        FilePurpose.PowerOfAttorney => "power_of_attorney",
        _ => purpose.ToString().ToLowerInvariant(),
    };
}

using System.Security.Cryptography.X509Certificates;
using Trace.Core.TransparencyLog;

namespace Trace.Core.Evidence;

/// <summary>Whom the verifying person believes, from elsewhere than the pack.</summary>
/// <param name="Keys">Of signers of packs, of logs, and of witnesses.</param>
/// <param name="TimestampRoots">Certificates to one of which a timestamp authority has to lead; none: authorities are not checked.</param>
public sealed record EvidenceTrust(IReadOnlyList<NoteVerifier> Keys, X509Certificate2Collection TimestampRoots)
{
    public static EvidenceTrust None => new([], []);

    internal bool Has(string key) => Keys.Any(known => known.ToString() == key);
}

/// <summary>What came out of checking a pack.</summary>
public enum EvidenceOutcome
{
    /// <summary>Everything that was checked holds, and who vouches for it is trusted.</summary>
    Valid,

    /// <summary>The pack agrees with itself; but anybody can make one that does.</summary>
    NotTrusted,

    /// <summary>Something does not hold.</summary>
    Invalid,
}

/// <summary>Something that does not hold, and where.</summary>
/// <param name="Place">A name in the pack, or <c>byte N</c>.</param>
public sealed record EvidenceFault(string Place, string Problem);

/// <summary>A record that is in the log.</summary>
/// <param name="Index">Of its entry, from 0.</param>
/// <param name="TreeSize">Entries of the log in the checkpoint that shows it.</param>
public sealed record CheckedRecord(long Index, long TreeSize);

/// <summary>A timestamp over the manifest, whose signature holds.</summary>
/// <param name="Authority">The subject of the certificate that signed.</param>
/// <param name="IsTrusted">Whether it leads to one of the roots given.</param>
public sealed record CheckedTimestamp(string Name, DateTimeOffset Time, string Authority, bool IsTrusted);

/// <summary>What was found in a pack. Of an invalid one only the faults say anything.</summary>
/// <param name="Manifest">Null if it could not be read.</param>
/// <param name="IsSignerTrusted">Whether the signer's key is among those given.</param>
/// <param name="IsLogTrusted">Whether the log's key is among those given.</param>
/// <param name="Witnesses">Of those given, who cosigned every checkpoint.</param>
public sealed record EvidenceReport(
    EvidenceManifest? Manifest,
    IReadOnlyList<EvidenceFault> Faults,
    bool IsSignerTrusted,
    bool IsLogTrusted,
    IReadOnlyList<string> Witnesses,
    IReadOnlyList<CheckedRecord> Records,
    IReadOnlyList<CheckedTimestamp> Timestamps,
    bool HasTimestampRoots)
{
    public EvidenceOutcome Outcome =>
        Faults.Count > 0 ? EvidenceOutcome.Invalid
        : !IsSignerTrusted || (Records.Count > 0 && !IsLogTrusted) || (HasTimestampRoots && !Timestamps.Any(timestamp => timestamp.IsTrusted)) ? EvidenceOutcome.NotTrusted
        : EvidenceOutcome.Valid;
}

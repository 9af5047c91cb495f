using System.Text.Json;
using Trace.Server.Storage;

namespace Trace.Server.Dossiers;

/// <summary>A row of <c>dossier</c>: a pack that was made of a case, and kept.</summary>
/// <param name="FileId">The pack.</param>
/// <param name="PdfFileId">The dossier in it.</param>
/// <param name="Waiting">Records of the case that the pack does not hold.</param>
/// <param name="Timestamps">JSON: what each authority answered.</param>
/// <param name="Undrawn">Characters that no font of the server draws.</param>
public sealed record DossierRow(
    long BrandId,
    long CaseId,
    long DossierId,
    long MadeAt,
    long MadeBy,
    long FileId,
    long PdfFileId,
    string Sha256,
    long SizeBytes,
    long Pages,
    long Exhibits,
    long LeftOut,
    long Records,
    long Waiting,
    string? Timestamps,
    string? Undrawn)
{
    public IReadOnlyList<DossierTimestamp> TimestampList => Timestamps == null ? [] : JsonSerializer.Deserialize(Timestamps, ServerJson.Default.IReadOnlyListDossierTimestamp) ?? [];

    public DossierResponse ToResponse() => new(
        PublicId.Format(DossierId),
        PublicId.Format(CaseId),
        DateTimeOffset.FromUnixTimeMilliseconds(MadeAt),
        PublicId.Format(MadeBy),
        PublicId.Format(FileId),
        PublicId.Format(PdfFileId),
        Sha256,
        SizeBytes,
        Pages,
        Exhibits,
        LeftOut,
        Records,
        Waiting,
        TimestampList,
        Undrawn);
}

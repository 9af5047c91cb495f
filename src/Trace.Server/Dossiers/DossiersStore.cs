using Trace.Server.Storage;

namespace Trace.Server.Dossiers;

/// <summary>The table <c>dossier</c>.</summary>
internal static class DossiersStore
{
    private const string Columns =
        """
        SELECT
            brand_id AS BrandId,
            case_id AS CaseId,
            dossier_id AS DossierId,
            made_at AS MadeAt,
            made_by AS MadeBy,
            file_id AS FileId,
            pdf_file_id AS PdfFileId,
            sha256 AS Sha256,
            size_bytes AS SizeBytes,
            pages AS Pages,
            exhibits AS Exhibits,
            left_out AS LeftOut,
            records AS Records,
            waiting AS Waiting,
            timestamps AS Timestamps,
            undrawn AS Undrawn
        FROM dossier
        """;

    private const string Add =
        """
        INSERT INTO dossier (
            brand_id,
            case_id,
            dossier_id,
            made_at,
            made_by,
            file_id,
            pdf_file_id,
            sha256,
            size_bytes,
            pages,
            exhibits,
            left_out,
            records,
            waiting,
            timestamps,
            undrawn)
        VALUES (
            @BrandId,
            @CaseId,
            @DossierId,
            @MadeAt,
            @MadeBy,
            @FileId,
            @PdfFileId,
            @Sha256,
            @SizeBytes,
            @Pages,
            @Exhibits,
            @LeftOut,
            @Records,
            @Waiting,
            @Timestamps,
            @Undrawn);
        """;

    public static Task AddAsync(Session session, DossierRow row) => session.ExecuteAsync(Add, row);

    /// <summary>Of a case, newest first, before a place in the list.</summary>
    public static Task<IReadOnlyList<DossierRow>> ListAsync(Session session, long brandId, long caseId, (long Time, long Id) before, int limit) => session.ListAsync<DossierRow>(
        $"""
        {Columns}
        WHERE brand_id = @BrandId
            AND case_id = @CaseId
            AND (made_at < @BeforeTime OR (made_at = @BeforeTime AND dossier_id < @BeforeId))
        ORDER BY made_at DESC, dossier_id DESC
        LIMIT @Limit;
        """,
        new { BrandId = brandId, CaseId = caseId, BeforeTime = before.Time, BeforeId = before.Id, Limit = limit });

    /// <summary>All of a brand, one by one, the oldest first.</summary>
    public static IAsyncEnumerable<DossierRow> StreamAsync(Session session, long brandId) =>
        session.StreamAsync<DossierRow>($"{Columns} WHERE brand_id = @BrandId ORDER BY made_at, dossier_id;", new { BrandId = brandId });

    public static Task RemoveAsync(Session session, DossierRow row) =>
        session.ExecuteAsync("DELETE FROM dossier WHERE brand_id = @BrandId AND case_id = @CaseId AND dossier_id = @DossierId;", row);
}

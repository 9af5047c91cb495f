using Trace.Server.Http;
using Trace.Server.Storage;

namespace Trace.Server.Reports;

/// <summary>Reports and their pictures; every statement but that of retention names the brand.</summary>
public static class ReportsStore
{
    internal const string Columns =
        """
        SELECT
            brand_id AS BrandId,
            report_id AS ReportId,
            reported_at AS ReportedAt,
            checked_at AS CheckedAt,
            verdict AS Verdict,
            gtin AS Gtin,
            serial AS Serial,
            site AS Site,
            scan_id AS ScanId,
            sealed_words AS Words,
            sealed_contact AS Contact,
            pictures AS Pictures,
            handled_at AS HandledAt,
            handled_by AS HandledBy
        FROM product_report
        """;

    private const string Add =
        """
        INSERT INTO product_report (
            brand_id, report_id, reported_at, checked_at, verdict, gtin, serial, site, scan_id, sealed_words, sealed_contact, pictures, handled_at, handled_by)
        VALUES (
            @BrandId, @ReportId, @ReportedAt, @CheckedAt, @Verdict, @Gtin, @Serial, @Site, @ScanId, @Words, @Contact, @Pictures, @HandledAt, @HandledBy)
        ON CONFLICT (brand_id, report_id) DO NOTHING;
        """;

    private const string AddPicture =
        """
        INSERT INTO product_report_picture (brand_id, report_id, number, content)
        VALUES (@BrandId, @ReportId, @Number, @Content);
        """;

    private const string FindPicture =
        """
        SELECT content
        FROM product_report_picture
        WHERE brand_id = @BrandId AND report_id = @ReportId AND number = @Number;
        """;

    private const string SetHandled =
        """
        UPDATE product_report
        SET
            handled_at = @HandledAt,
            handled_by = @HandledBy
        WHERE brand_id = @BrandId AND report_id = @ReportId;
        """;

    /// <summary>False when it is there already: one answer to a check is reported once.</summary>
    public static async Task<bool> AddAsync(Session session, ReportRow row, IReadOnlyList<byte[]> pictures)
    {
        if (await session.ExecuteAsync(Add, row) == 0)
            return false;
        for (var i = 0; i < pictures.Count; i++)
            await session.ExecuteAsync(AddPicture, new { row.BrandId, row.ReportId, Number = i + 1, Content = pictures[i] });
        return true;
    }

    /// <summary>Null also for one that the caller may not see.</summary>
    public static async Task<ReportRow?> FindAsync(Session session, Caller caller, long reportId) =>
        await session.FindAsync<ReportRow>($"{Columns} WHERE brand_id = @BrandId AND report_id = @ReportId;", new { caller.BrandId, ReportId = reportId }) is { } row
        && (row.Gtin == null ? !caller.IsLimited : caller.MayUse(row.Gtin) && caller.MayUseSite(row.Site))
            ? row
            : null;

    /// <summary>Newest first, before a place in the list.</summary>
    public static Task<IReadOnlyList<ReportRow>> ListAsync(Session session, Caller caller, ReportFilter filter, (long Time, long Id) before, int limit) => session.ListAsync<ReportRow>(
        $"""
        {Columns}
        WHERE brand_id = @BrandId
            AND (@AnyGtin = 1 OR gtin {session.AnyOf("@Gtins")})
            AND (@AnySite = 1 OR (gtin IS NOT NULL AND site IS NULL) OR site {session.AnyOf("@Sites")})
            AND (@Gtin = '' OR gtin = @Gtin)
            AND (@Status = '' OR (@Status = '{ReportsApi.Open}' AND handled_at IS NULL) OR (@Status = '{ReportsApi.Handled}' AND handled_at IS NOT NULL))
            AND (reported_at < @BeforeTime OR (reported_at = @BeforeTime AND report_id < @BeforeId))
        ORDER BY reported_at DESC, report_id DESC
        LIMIT @Limit;
        """,
        new
        {
            caller.BrandId,
            AnyGtin = caller.Gtins.Count == 0 ? 1 : 0,
            Gtins = caller.Gtins.ToArray(),
            AnySite = caller.Sites.Count == 0 ? 1 : 0,
            Sites = caller.Sites.ToArray(),
            Gtin = filter.Gtin ?? "",
            Status = filter.Status ?? "",
            BeforeTime = before.Time,
            BeforeId = before.Id,
            Limit = limit,
        });

    /// <summary>All of a brand, one by one, the oldest first.</summary>
    public static IAsyncEnumerable<ReportRow> StreamAsync(Session session, long brandId) =>
        session.StreamAsync<ReportRow>($"{Columns} WHERE brand_id = @BrandId ORDER BY reported_at, report_id;", new { BrandId = brandId });

    public static Task<byte[]?> FindPictureAsync(Session session, ReportRow row, long number) =>
        session.FindAsync<byte[]>(FindPicture, new { row.BrandId, row.ReportId, Number = number });

    public static Task SetHandledAsync(Session session, ReportRow row) => session.ExecuteAsync(SetHandled, row);

    /// <summary>With its pictures.</summary>
    public static async Task RemoveAsync(Session session, ReportRow row)
    {
        await session.ExecuteAsync("DELETE FROM product_report_picture WHERE brand_id = @BrandId AND report_id = @ReportId;", row);
        await session.ExecuteAsync("DELETE FROM product_report WHERE brand_id = @BrandId AND report_id = @ReportId;", row);
    }

    public static async Task<bool> IsThereAsync(Session session, long brandId, long reportId) =>
        await session.FindAsync<long>("SELECT COUNT(*) FROM product_report WHERE brand_id = @BrandId AND report_id = @ReportId;", new { BrandId = brandId, ReportId = reportId }) > 0;

    /// <summary>Some of those of all brands that are too old, with their pictures; how many.</summary>
    public static async Task<int> RemoveBeforeAsync(Session session, long time, int limit)
    {
        var old = await session.ListAsync<ReportRow>($"{Columns} WHERE reported_at < @Time ORDER BY reported_at LIMIT @Limit;", new { Time = time, Limit = limit });
        foreach (var row in old)
            await RemoveAsync(session, row);
        return old.Count;
    }
}

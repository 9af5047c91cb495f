using Trace.Core.Detection;
using Trace.Server.Storage;

namespace Trace.Server.Brands;

/// <summary>A row of <c>brand</c>. Origin is scheme and host of its codes, lower case.</summary>
/// <param name="CopiedThreshold">The score from which its codes count as copied; null for the detector's own.</param>
/// <param name="CautionThreshold">The score from which people are warned; null for the detector's own. Never below the former.</param>
/// <param name="DivertedThreshold">The same for the score of the market.</param>
/// <param name="Accent">Its colour on pages, #rrggbb.</param>
/// <param name="AccentDark">The same on dark ones.</param>
/// <param name="SupportUrl">Where people ask it.</param>
/// <param name="Logo">The name of its picture.</param>
public sealed record BrandRow(
    long BrandId,
    string Slug,
    string Name,
    string Origin,
    long CreatedAt,
    double? CopiedThreshold = null,
    double? CautionThreshold = null,
    double? DivertedThreshold = null,
    string? Accent = null,
    string? AccentDark = null,
    string? SupportUrl = null,
    string? Logo = null)
{
    public EvidenceSettings Thresholds { get; } = EvidenceSettings.Default with
    {
        Copied = CopiedThreshold ?? EvidenceSettings.Default.Copied,
        Caution = Math.Max(CautionThreshold ?? EvidenceSettings.Default.Caution, CopiedThreshold ?? EvidenceSettings.Default.Copied),
        Diverted = DivertedThreshold ?? EvidenceSettings.Default.Diverted,
    };
}

/// <summary>How long a brand keeps single scans.</summary>
public sealed record ScanRetentionRow(long BrandId, string Name, long ScanRetentionDays);

public static class BrandsStore
{
    /// <summary>Its thresholds and looks are kept in memory with its name, by public id.</summary>
    public const string Changed = "brand";

    private const string Columns =
        """
        SELECT
            brand_id AS BrandId,
            slug AS Slug,
            name AS Name,
            origin AS Origin,
            created_at AS CreatedAt,
            copied_threshold AS CopiedThreshold,
            caution_threshold AS CautionThreshold,
            diverted_threshold AS DivertedThreshold,
            accent AS Accent,
            accent_dark AS AccentDark,
            support_url AS SupportUrl,
            logo AS Logo
        FROM brand
        """;

    private const string Add =
        """
        INSERT INTO brand (brand_id, slug, name, origin, created_at)
        VALUES (@BrandId, @Slug, @Name, @Origin, @CreatedAt)
        ON CONFLICT (slug) DO NOTHING;
        """;

    private const string SetAppearance =
        """
        UPDATE brand
        SET
            accent = @Accent,
            accent_dark = @AccentDark,
            support_url = @SupportUrl,
            logo = @Logo
        WHERE brand_id = @BrandId;
        """;

    private const string List =
        $"""
        {Columns}
        WHERE brand_id > @After
        ORDER BY brand_id
        LIMIT @Limit;
        """;

    private const string ListScanRetentions =
        """
        SELECT
            brand_id AS BrandId,
            name AS Name,
            scan_retention_days AS ScanRetentionDays
        FROM brand
        ORDER BY name, brand_id;
        """;

    public static Task<BrandRow?> FindAsync(Session session, long brandId) =>
        session.FindAsync<BrandRow>($"{Columns} WHERE brand_id = @BrandId;", new { BrandId = brandId });

    public static Task<BrandRow?> FindBySlugAsync(Session session, string slug) =>
        session.FindAsync<BrandRow>($"{Columns} WHERE slug = @Slug;", new { Slug = slug });

    /// <summary>How many units its factories may order a day; null for a brand that is not there.</summary>
    public static Task<long?> FindDailyQuotaAsync(Session session, long brandId) =>
        session.FindAsync<long?>("SELECT daily_quota FROM brand WHERE brand_id = @BrandId;", new { BrandId = brandId });

    public static Task SetDailyQuotaAsync(Session session, long brandId, long dailyUnits) => session.ExecuteAsync(
        "UPDATE brand SET daily_quota = @DailyUnits WHERE brand_id = @BrandId;", new { BrandId = brandId, DailyUnits = dailyUnits });

    /// <summary>Null for the detector's own.</summary>
    public static Task SetThresholdsAsync(Session session, long brandId, double? copied, double? caution, double? diverted)
    {
        session.Announce(Changed, PublicId.Format(brandId));
        return session.ExecuteAsync(
            "UPDATE brand SET copied_threshold = @Copied, caution_threshold = @Caution, diverted_threshold = @Diverted WHERE brand_id = @BrandId;",
            new { BrandId = brandId, Copied = copied, Caution = caution, Diverted = diverted });
    }

    /// <summary>Colours, support link and logo.</summary>
    public static Task SetAppearanceAsync(Session session, BrandRow row)
    {
        session.Announce(Changed, PublicId.Format(row.BrandId));
        return session.ExecuteAsync(SetAppearance, row);
    }

    /// <summary>False when the slug is taken.</summary>
    public static async Task<bool> AddAsync(Session session, BrandRow row) => await session.ExecuteAsync(Add, row) == 1;

    public static Task<IReadOnlyList<BrandRow>> ListAsync(Session session, long after, int limit) =>
        session.ListAsync<BrandRow>(List, new { After = after, Limit = limit });

    public static Task<IReadOnlyList<ScanRetentionRow>> ListScanRetentionsAsync(Session session) => session.ListAsync<ScanRetentionRow>(ListScanRetentions);

    /// <summary>In days. Null for a brand that is not there.</summary>
    public static Task<long?> FindScanRetentionAsync(Session session, long brandId) =>
        session.FindAsync<long?>("SELECT scan_retention_days FROM brand WHERE brand_id = @BrandId;", new { BrandId = brandId });

    public static Task SetScanRetentionAsync(Session session, long brandId, long days) => session.ExecuteAsync(
        "UPDATE brand SET scan_retention_days = @Days WHERE brand_id = @BrandId;", new { BrandId = brandId, Days = days });
}

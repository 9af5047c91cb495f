using Trace.Server.Brands;
using Trace.Server.Http;
using Trace.Server.RateLimits;
using Trace.Server.Storage;
using Trace.Server.Verification;

namespace Trace.Server.Reports;

/// <summary>What a person sends.</summary>
/// <param name="Contact">How the brand may answer; null if it may not.</param>
/// <param name="Pictures">Files as they came, which wait on disk: one at a time is read.</param>
public sealed record SentReport(ReportWords Words, string? Contact, IReadOnlyList<IFormFile> Pictures);

/// <summary>What became of it.</summary>
/// <param name="Id">The number of the report of this check.</param>
/// <param name="IsNew">False when there was one already; nothing was added to it.</param>
public sealed record TakenReport(string Id, bool IsNew);

/// <summary>Takes reports of people who checked a code, each for the brand of that code.</summary>
public sealed class ReportTaking(Database database, BrandCatalog brands, ReportSeal seal, KeyedLimits limits, TimeProvider clock)
{
    public const int MostPictures = 3;
    public const int MaxPictureBytes = 12 << 20;

    /// <summary>Enough to read a label in a photo of a package.</summary>
    private const int MaxSide = 1600;

    /// <summary>Who a report of this code would reach: whose product it is, else whose the number range of its GTIN. Null if nobody is known.</summary>
    public async Task<BrandRow?> FindBrandAsync(CheckedCode? code)
    {
        if (code == null)
            return null;
        var brandId = code.BrandId ?? await database.ReadAsync(session => GtinPrefixesStore.FindHolderAsync(session, code.Gtin));
        return brandId == null ? null : await brands.FindBrandAsync(brandId.Value);
    }

    /// <summary>One check is reported once: what is sent again, as by a second tap, changes nothing.</summary>
    public async Task<Outcome<TakenReport>> TakeAsync(VerifyResponse answer, CheckedCode code, BrandRow brand, SentReport report, CancellationToken cancellationToken)
    {
        // Before it takes anything from the brand's hour.
        if (await database.ReadAsync(session => ReportsStore.IsThereAsync(session, brand.BrandId, code.CheckId), cancellationToken))
            return new TakenReport(PublicId.Format(code.CheckId), IsNew: false);
        if (!limits.TryTake(RateLimitPolicies.ReportOfBrand, PublicId.Format(brand.BrandId), out var tooMany))
            return tooMany;
        var pictures = new List<byte[]>(report.Pictures.Count);
        foreach (var file in report.Pictures)
        {
            if (!(await Picture.MakeAsync(file.OpenReadStream, brand.BrandId, MaxSide, MaxSide, cancellationToken)).TryGet(out var picture, out var unreadable))
                return unreadable;
            pictures.Add(picture.Content);
        }

        var row = seal.Seal(
            new ReportRow(
                brand.BrandId,
                code.CheckId,
                clock.GetUtcNow().ToUnixTimeMilliseconds(),
                answer.CheckedAt.ToUnixTimeMilliseconds(),
                answer.Verdict.ToString(),
                code.Gtin,
                code.Serial,
                code.Site,
                PublicId.TryParse(answer.Scan?.Id, out var scan) ? scan : null,
                Words: [],
                Contact: null,
                pictures.Count,
                HandledAt: null,
                HandledBy: null),
            report.Words,
            report.Contact);
        var isNew = await database.WriteAsync(session => ReportsStore.AddAsync(session, row, pictures), cancellationToken);
        return new TakenReport(PublicId.Format(row.ReportId), isNew);
    }
}

using System.IO.Compression;
using Trace.Core.Labels;
using Trace.Server.Accounts;
using Trace.Server.Anomalies;
using Trace.Server.Audit;
using Trace.Server.Brands;
using Trace.Server.Cases;
using Trace.Server.Claims;
using Trace.Server.Codes;
using Trace.Server.Dossiers;
using Trace.Server.Files;
using Trace.Server.Listings;
using Trace.Server.Log;
using Trace.Server.Purchases;
using Trace.Server.Reports;
using Trace.Server.Rights;
using Trace.Server.Sellers;
using Trace.Server.Storage;
using Trace.Server.Verification;
using Trace.Server.Webhooks;

namespace Trace.Server.Export;

/// <summary>Everything a brand owns, as one ZIP: as it was at one moment, whatever is changed meanwhile, and never more of it in memory than some rows.</summary>
/// <remarks>Rows are written as the API shows them, so no secret can be in it: those are in no answer.</remarks>
public sealed class BrandExport(
    Database database, Scans scans, BrandWebhooks webhooks, ReportSeal reportSeal, BrandRights rights, BrandSellers sellers, BrandListings listings, BrandPurchases purchases, KeptFiles files, BrandCases cases, TraceSettings settings, TimeProvider clock)
{
    /// <summary>A moment that lasts longer holds up the database's tidying; the connection ends then.</summary>
    private static readonly TimeSpan LongestReading = TimeSpan.FromHours(1);

    /// <summary>Until then it takes the place of others, and its file room.</summary>
    private static readonly TimeSpan LongestSending = TimeSpan.FromHours(6);

    /// <summary>The file grows at the database's speed and is sent at the reader's, who may be slow without holding the database.</summary>
    public async Task WriteAsync(long brandId, Stream output, CancellationToken aborted)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(aborted);
        ending.CancelAfter(LongestSending);
        await using var file = PrivateFile.CreateTemporary(settings.DataFolder);
        var writing = WriteFileAsync(brandId, file, ending.Token);
        try
        {
            await GrowingFile.SendAsync(file, writing, output, ending.Token);
        }
        finally
        {
            await ending.CancelAsync();
            await writing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        // A ZIP that was not written to its end must not look like one that was.
        await writing;
    }

    private async Task WriteFileAsync(long brandId, Stream file, CancellationToken aborted)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(aborted);
        ending.CancelAfter(LongestReading);
        var cancellationToken = ending.Token;
        // What is known of units and not yet in their rows.
        await scans.FlushAsync();
        // The archive would go back in a file that it can seek in, to bytes that are already sent: it writes here, and we append what has gathered.
        await using var gathered = new GatheringStream();
        using (var archive = new ZipArchive(gathered, ZipArchiveMode.Create, leaveOpen: true))
        {
            var zip = new GrowingZip(archive, gathered, file, cancellationToken);
            await database.ReadAtOnceAsync(session => WriteAsync(session, zip, brandId), cancellationToken);
        }

        await gathered.SendAsync(file, cancellationToken);
        await file.FlushAsync(cancellationToken);
    }

    private async Task<int> WriteAsync(Session session, GrowingZip zip, long brandId)
    {
        if (await BrandsStore.FindAsync(session, brandId) is not { } brand)
            return 0;
        await zip.AddAsync("README.txt", ExportReadme.Text);
        await zip.AddLinesAsync("brand.ndjson", One(await DescribeAsync(session, brand)), ServerJson.Default.ExportedBrand);
        List<string?> pictures = [brand.Logo];
        await zip.AddLinesAsync("products.ndjson", ProductsStore.StreamAsync(session, brandId).Select(row =>
        {
            pictures.Add(row.Picture);
            return Products.ToResponse(row);
        }), ServerJson.Default.ProductResponse);
        foreach (var name in pictures.OfType<string>().Distinct(StringComparer.Ordinal))
        {
            if (await PicturesStore.FindAsync(session, name) is { } content)
                await zip.AddAsync($"pictures/{name}", content);
        }

        await zip.AddLinesAsync("batches.ndjson", BatchesStore.StreamAsync(session, brandId).Select(CodesApi.ToResponse), ServerJson.Default.BatchResponse);
        await zip.AddLinesAsync("statuses.ndjson", StatusReportsStore.StreamAsync(session, brandId).Select(ExportedStatus.Of), ServerJson.Default.ExportedStatus);
        await zip.AddLinesAsync("imported-serials.ndjson", ImportedSerialsStore.StreamAsync(session, brandId).Select(ExportedSerial.Of), ServerJson.Default.ExportedSerial);
        await KeysAsync(session, zip, brandId);
        await zip.AddLinesAsync("people.ndjson", (await AccountsStore.ListAsync(session, brandId, -1, int.MaxValue)).Select(People.ToResponse).ToAsyncEnumerable(), ServerJson.Default.AccountResponse);
        var now = clock.GetUtcNow();
        await zip.AddLinesAsync("api-keys.ndjson", (await ApiKeysStore.ListAsync(session, brandId, -1, int.MaxValue)).Select(row => ApiKeys.Describe(row, now)).ToAsyncEnumerable(), ServerJson.Default.ApiKeyInfo);
        await zip.AddLinesAsync("anomalies.ndjson", AnomaliesStore.StreamAsync(session, brandId).Select(AnomaliesApi.ToResponse), ServerJson.Default.AnomalyResponse);
        await zip.AddLinesAsync("blocks.ndjson", UnitBlocksStore.StreamAsync(session, brandId).Select(ExportedBlock.Of), ServerJson.Default.ExportedBlock);
        await zip.AddLinesAsync("scans.ndjson", ScanRowStore.StreamAsync(session, brandId).Select(ExportedScan.Of), ServerJson.Default.ExportedScan);
        await zip.AddLinesAsync("claims.ndjson", ClaimsStore.StreamAsync(session, brandId).Select(ExportedClaim.Of), ServerJson.Default.ExportedClaim);
        await ReportsAsync(session, zip, brandId);
        await zip.AddLinesAsync("rights.ndjson", RightsStore.StreamAsync(session, brandId).Select(rights.Describe), ServerJson.Default.RightResponse);
        await zip.AddLinesAsync("sellers.ndjson", SellersStore.StreamAsync(session, brandId).Select(sellers.Describe), ServerJson.Default.SellerResponse);
        await EvidenceAsync(session, zip, brandId);
        await zip.AddLinesAsync("cases.ndjson", cases.ExportAsync(session, brandId), ServerJson.Default.ExportedCase);
        await zip.AddLinesAsync("dossiers.ndjson", DossiersStore.StreamAsync(session, brandId).Select(row => row.ToResponse()), ServerJson.Default.DossierResponse);
        await WebhooksAsync(session, zip, brandId);
        await zip.AddLinesAsync("log-records.ndjson", LogRecordsStore.StreamAsync(session, brandId).Select(row => row.ToResponse()), ServerJson.Default.LogRecordResponse);
        await zip.AddLinesAsync("audit.ndjson", AuditStore.StreamAsync(session, brandId).Select(AuditApi.ToEntry), ServerJson.Default.AuditEntry);
        return 0;
    }

    private static async Task<ExportedBrand> DescribeAsync(Session session, BrandRow brand) => new(
        BrandsApi.ToResponse(brand),
        Appearances.ToResponse(brand),
        new DetectionResponse(brand.Thresholds.Copied, brand.Thresholds.Caution, brand.Thresholds.Diverted),
        await BrandsStore.FindScanRetentionAsync(session, brand.BrandId) ?? 0,
        await BrandsStore.FindDailyQuotaAsync(session, brand.BrandId),
        await GtinPrefixesStore.ListOfBrandAsync(session, brand.BrandId));

    private static async Task KeysAsync(Session session, GrowingZip zip, long brandId)
    {
        var rows = await KeysStore.ListOfBrandAsync(session, brandId);
        var uses = rows.Count == 0 ? new Dictionary<long, KeyUse>() : await SigningKeys.UsesAsync(session, brandId, rows);
        await zip.AddLinesAsync("keys.ndjson", rows.Select(row => SigningKeys.Describe(row, rows, uses)).ToAsyncEnumerable(), ServerJson.Default.SigningKeyInfo);
    }

    private async Task ReportsAsync(Session session, GrowingZip zip, long brandId)
    {
        var withPictures = new List<ReportRow>();
        await zip.AddLinesAsync("reports.ndjson", ReportsStore.StreamAsync(session, brandId).Select(row =>
        {
            if (row.Pictures > 0)
                withPictures.Add(row with { Words = [], Contact = null });
            return ReportsApi.Describe(row, reportSeal, withContact: true);
        }), ServerJson.Default.ReportDetail);
        foreach (var row in withPictures)
        {
            for (var number = 1; number <= row.Pictures; number++)
            {
                if (await ReportsStore.FindPictureAsync(session, row, number) is { } content)
                    await zip.AddAsync($"report-pictures/{PublicId.Format(row.ReportId)}-{number}.webp", content);
            }
        }
    }

    /// <summary>Rows are listed before the next statement begins: a connection reads one thing at a time.</summary>
    private async Task EvidenceAsync(Session session, GrowingZip zip, long brandId)
    {
        var offers = await ListingsStore.StreamAsync(session, brandId).ToListAsync();
        await zip.AddLinesAsync("listings.ndjson", DescribeAsync(offers, row => listings.DescribeAsync(session, row)), ServerJson.Default.ListingDetail);
        var bought = await PurchasesStore.StreamAsync(session, brandId).ToListAsync();
        await zip.AddLinesAsync("purchases.ndjson", DescribeAsync(bought, row => purchases.DescribeAsync(session, row, withPayment: true)), ServerJson.Default.PurchaseDetail);
        var kept = await files.ListAsync(session, brandId);
        await zip.AddLinesAsync("files.ndjson", kept.Select(ExportedFile.Of).ToAsyncEnumerable(), ServerJson.Default.ExportedFile);
        foreach (var file in kept)
        {
            if (await files.OpenAsync(session, brandId, file.Id) is not { } content)
                continue;
            await using (content)
                await zip.AddAsync($"files/{PublicId.Format(file.Id)}", content);
        }
    }

    private static async IAsyncEnumerable<T> DescribeAsync<TRow, T>(IReadOnlyList<TRow> rows, Func<TRow, Task<T?>> describe)
        where T : class
    {
        foreach (var row in rows)
        {
            if (await describe(row) is { } described)
                yield return described;
        }
    }

    private async Task WebhooksAsync(Session session, GrowingZip zip, long brandId)
    {
        var rows = await WebhooksStore.ListAsync(session, brandId, -1, int.MaxValue);
        await zip.AddLinesAsync("webhooks.ndjson", rows.Select(webhooks.Describe).ToAsyncEnumerable(), ServerJson.Default.WebhookResponse);
        foreach (var row in rows)
        {
            await zip.AddLinesAsync(
                $"deliveries/{PublicId.Format(row.WebhookId)}.ndjson", WebhookDeliveriesStore.StreamAsync(session, row.WebhookId).Select(BrandWebhooks.Describe), ServerJson.Default.WebhookDelivery);
        }
    }

    private static async IAsyncEnumerable<T> One<T>(T value)
    {
        await Task.CompletedTask;
        yield return value;
    }
}

using System.Data.Common;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Trace.Core;
using Trace.Core.Codes;
using Trace.Server.Codes;
using Trace.Server.Storage;
using Trace.Server.Verification;

namespace Trace.Server.Log;

/// <summary>Enters one record a brand for the scans of the day before: how many, and the SHA-256 of their list. Made once, by whichever server comes first.</summary>
/// <remarks>
/// The list is that of all scans whose time lies in the day (UTC) and that were stored when it was made, in the order of time and id, each as a canonical JSON object with what never changes of it, and a
/// line feed behind each. What comes later (imports of past scans, phones that were without network) is in no digest.
/// </remarks>
public sealed class ScanDayRecords(Database database, LogRecords records, TimeProvider clock, ILogger<ScanDayRecords> log) : RepeatedWork(TimeSpan.FromHours(1), clock, TimeSpan.FromMinutes(1))
{
    /// <summary>Scans of a day may still be on their way for so long.</summary>
    private static readonly TimeSpan Settles = TimeSpan.FromMinutes(15);

    /// <summary>After a longer standstill the days before have none.</summary>
    private const long MostDaysBack = 7;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var yesterday = DayOf(Clock.GetUtcNow() - Settles) - 1;
        var last = await database.ReadAsync(LoggedScanDaysStore.FindLastAsync, cancellationToken);
        for (var day = Math.Max(last + 1 ?? yesterday, yesterday - MostDaysBack + 1); day <= yesterday; day++)
            await EnterAsync(day, cancellationToken);
    }

    protected override Task WorkAsync(CancellationToken cancellationToken) => RunAsync(cancellationToken);

    protected override void LogFailure(DbException exception) => LogLog.DayNotEntered(log, exception);

    private static long DayOf(DateTimeOffset time) => (long)(time - DateTimeOffset.UnixEpoch).TotalDays;

    private async Task EnterAsync(long day, CancellationToken cancellationToken)
    {
        var digests = await database.ReadAsync(session => DigestAsync(session, day, cancellationToken), cancellationToken);
        await database.WriteAsync(async session =>
        {
            // Another server that read beside this one was faster: then the day has its records.
            if (!await LoggedScanDaysStore.AddAsync(session, day, Clock.GetUtcNow().ToUnixTimeMilliseconds()))
                return;
            foreach (var (brandId, scans, sha256) in digests)
            {
                await records.EnterAsync(session, brandId, "scans_of_day", new JsonObject
                {
                    ["day"] = DateTimeOffset.UnixEpoch.AddDays(day).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
                    ["scans"] = scans,
                    ["sha256"] = sha256,
                });
            }
        }, cancellationToken);
    }

    /// <summary>What never changes of a scan: not where it was, which people may share later and retention takes away.</summary>
    private static JsonObject Describe(ScanRow scan)
    {
        var unit = new UnitId(scan.UnitId);
        return new JsonObject
        {
            ["id"] = PublicId.Format(scan.ScanId),
            ["batchId"] = BatchId.Format(unit.BatchNumber),
            ["index"] = unit.Index,
            ["scannedAt"] = Rfc3339.Format(DateTimeOffset.FromUnixTimeMilliseconds(scan.ScannedAt)),
            ["ordinal"] = scan.Ordinal,
            ["recheck"] = scan.Recheck != 0,
            ["verdict"] = JsonNamingPolicy.SnakeCaseLower.ConvertName(scan.Verdict),
            ["signature"] = JsonNamingPolicy.SnakeCaseLower.ConvertName(scan.Signature),
            ["source"] = scan.Source,
        };
    }

    private static async Task<IReadOnlyList<(long BrandId, long Scans, string Sha256)>> DigestAsync(Session session, long day, CancellationToken cancellationToken)
    {
        var from = day * (long)TimeSpan.FromDays(1).TotalMilliseconds;
        var digests = new List<(long BrandId, long Scans, string Sha256)>();
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var (brandId, scans) = (0L, 0L);
        await foreach (var scan in ScanRowStore.StreamBetweenAsync(session, from, from + (long)TimeSpan.FromDays(1).TotalMilliseconds).WithCancellation(cancellationToken))
        {
            if (scans > 0 && scan.BrandId != brandId)
            {
                digests.Add((brandId, scans, Convert.ToHexStringLower(hash.GetHashAndReset())));
                scans = 0;
            }

            brandId = scan.BrandId;
            scans++;
            hash.AppendData(CanonicalJson.Write(Describe(scan)));
            hash.AppendData("\n"u8);
        }

        if (scans > 0)
            digests.Add((brandId, scans, Convert.ToHexStringLower(hash.GetHashAndReset())));
        return digests;
    }
}

using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Trace.Core;
using Trace.Core.Codes;
using Trace.Server.Log;
using Trace.Server.Storage;

namespace Trace.Server.Codes;

/// <summary>What the transparency log keeps of batches, signing keys and status: when a code was issued, for which market, and what became of it cannot be said otherwise later.</summary>
public sealed class LoggedCodes(LogRecords log)
{
    /// <summary>More ranges are in the log by their digest alone.</summary>
    private const int MaxRanges = 100;

    /// <param name="session">The transaction that issues it.</param>
    /// <param name="batch">The batch.</param>
    /// <param name="serialsSha256">Of an imported batch: each serial in the order of its index, and a line feed behind it.</param>
    public Task BatchIssuedAsync(Session session, Batch batch, byte[]? serialsSha256 = null) => log.EnterAsync(session, batch.BrandId, "batch_issued", Describe(batch, serialsSha256));

    /// <summary>A batch that a restored database did not hold was made again: its time of issue is what was said, this record's is the log's.</summary>
    public Task BatchRecreatedAsync(Session session, Batch batch) => log.EnterAsync(session, batch.BrandId, "batch_recreated", Describe(batch, serialsSha256: null));

    public Task KeyCreatedAsync(Session session, SigningKeyRow key) => log.EnterAsync(session, key.BrandId, "key_created", new JsonObject
    {
        ["key"] = key.KeyId,
        ["publicKey"] = Convert.ToBase64String(key.PublicKey),
    });

    /// <summary>It retired or was revoked.</summary>
    public Task KeyEndedAsync(Session session, SigningKeyRow key) => log.EnterAsync(session, key.BrandId, key.Status == nameof(KeyStatus.Revoked) ? "key_revoked" : "key_retired", new JsonObject
    {
        ["key"] = key.KeyId,
        ["publicKey"] = Convert.ToBase64String(key.PublicKey),
        ["since"] = Time(key.StatusAt!.Value),
    });

    /// <summary>All ranges of one report; beyond a hundred, only their SHA-256 as canonical JSON, which the batch's history makes again.</summary>
    public Task StatusReportedAsync(Session session, Batch batch, IReadOnlyList<StatusReportRow> rows)
    {
        var ranges = new JsonArray([.. rows.Select(row => new JsonObject
        {
            ["entry"] = row.Entry,
            ["from"] = row.FromIndex,
            ["to"] = row.ToIndex,
            ["status"] = Words.Of(row.ToReport().Status),
            ["since"] = Time(row.At),
        })]);
        return log.EnterAsync(session, batch.BrandId, "status_reported", new JsonObject
        {
            ["batch"] = batch.Id,
            ["rangesSha256"] = Convert.ToHexStringLower(SHA256.HashData(CanonicalJson.Write(ranges))),
            ["ranges"] = rows.Count <= MaxRanges ? ranges : rows.Count,
        });
    }

    private static JsonObject Describe(Batch batch, byte[]? serialsSha256)
    {
        var members = new JsonObject
        {
            ["batch"] = batch.Id,
            ["gtin"] = batch.Gtin.Value,
            ["quantity"] = batch.Quantity,
            ["profile"] = Words.Of(batch.Profile),
            ["key"] = (int)batch.KeyId,
            ["market"] = new JsonArray([.. batch.Market.Select(country => JsonValue.Create(country))]),
            ["imported"] = batch.Imported,
            ["active"] = batch.Activate,
            ["specimen"] = batch.Specimen,
            ["issuedAt"] = Time(batch.CreatedAt.ToUnixTimeMilliseconds()),
        };
        if (batch.Lot != null)
            members["lot"] = batch.Lot;
        if (batch.Expiry is { } expiry)
            members["expiry"] = expiry.ToString();
        if (serialsSha256 != null)
            members["serialsSha256"] = Convert.ToHexStringLower(serialsSha256);
        return members;
    }

    private static string Time(long milliseconds) => Rfc3339.Format(DateTimeOffset.FromUnixTimeMilliseconds(milliseconds));
}

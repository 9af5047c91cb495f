using Trace.Core.Codes;
using Trace.Server.Storage;

namespace Trace.Server.Codes;

/// <summary>What tells whether a unit id is one of a batch.</summary>
public sealed record DerivedBatchRow(long BatchNumber, long Quantity, long SerialGeneration);

/// <summary>What a key signed: how many batches, and when the last of them was issued.</summary>
public sealed record KeyUse
{
    // By name: an aggregate without rows has no type on SQLite, so no constructor would fit.
    public long KeyId { get; init; }

    public long Batches { get; init; }

    public long LastAt { get; init; }
}

/// <summary>Batches: inserted once, never updated.</summary>
public static class BatchesStore
{
    /// <summary>Whether a product has imported serials is kept in memory by GTIN.</summary>
    public const string Imported = "imported";

    internal const string Columns =
        """
        SELECT
            batch_number AS BatchNumber,
            brand_id AS BrandId,
            gtin AS Gtin,
            imported AS Imported,
            profile AS Profile,
            quantity AS Quantity,
            ordered AS Ordered,
            overrun AS Overrun,
            samples AS Samples,
            lot AS Lot,
            expiry AS Expiry,
            market AS Market,
            lot_in_code AS LotInCode,
            expiry_in_code AS ExpiryInCode,
            activated AS Activated,
            specimen AS Specimen,
            origin AS Origin,
            key_id AS KeyId,
            serial_generation AS SerialGeneration,
            mac_generation AS MacGeneration,
            site AS Site,
            cover AS Cover,
            created_at AS CreatedAt
        FROM batch
        """;

    private const string Add =
        """
        INSERT INTO batch (
            batch_number, brand_id, gtin, imported, profile, quantity, ordered, overrun, samples, lot, expiry, market,
            lot_in_code, expiry_in_code, activated, specimen, origin, key_id, serial_generation, mac_generation, site, cover, created_at)
        VALUES (
            @BatchNumber, @BrandId, @Gtin, @Imported, @Profile, @Quantity, @Ordered, @Overrun, @Samples, @Lot, @Expiry, @Market,
            @LotInCode, @ExpiryInCode, @Activated, @Specimen, @Origin, @KeyId, @SerialGeneration, @MacGeneration, @Site, @Cover, @CreatedAt)
        ON CONFLICT (batch_number) DO NOTHING;
        """;

    private const string ListDerived =
        """
        SELECT
            batch_number AS BatchNumber,
            quantity AS Quantity,
            serial_generation AS SerialGeneration
        FROM batch
        WHERE gtin = @Gtin AND imported = 0;
        """;

    private const string ListKeyUses =
        """
        SELECT
            key_id AS KeyId,
            COUNT(*) AS Batches,
            MAX(created_at) AS LastAt
        FROM batch
        WHERE brand_id = @BrandId AND profile = 'Signed' AND key_id >= @First AND key_id <= @Last
        GROUP BY key_id;
        """;

    private const string CountSignedSince =
        """
        SELECT COUNT(*)
        FROM batch
        WHERE brand_id = @BrandId AND profile = 'Signed' AND key_id = @KeyId AND created_at >= @Since;
        """;

    private static string List(Session session) =>
        $"""
        {Columns}
        WHERE brand_id = @BrandId
            AND (@Gtin = '' OR gtin = @Gtin)
            AND (@AnyGtin = 1 OR gtin {session.AnyOf("@Gtins")})
            AND (@AnySite = 1 OR site IS NULL OR site {session.AnyOf("@Sites")})
            AND (created_at < @BeforeTime OR (created_at = @BeforeTime AND batch_number < @BeforeNumber))
        ORDER BY created_at DESC, batch_number DESC
        LIMIT @Limit;
        """;

    /// <summary>False when the number is taken: draw another.</summary>
    public static async Task<bool> AddAsync(Session session, Batch batch)
    {
        if (batch.Imported)
            session.Announce(Imported, batch.Gtin.Value);
        return await session.ExecuteAsync(Add, BatchRow.From(batch)) == 1;
    }

    public static async Task<Batch?> FindAsync(Session session, long brandId, uint number) =>
        (await session.FindAsync<BatchRow>(
            $"{Columns} WHERE batch_number = @Number AND brand_id = @BrandId;",
            new { Number = (long)number, BrandId = brandId }))?.ToBatch();

    /// <summary>Whoever's it is: for a scan, which knows the number only.</summary>
    public static async Task<Batch?> FindForScanAsync(Session session, uint number) =>
        (await session.FindAsync<BatchRow>(
            $"{Columns} WHERE batch_number = @Number;", new { Number = (long)number }))?.ToBatch();

    public static async Task<bool> ExistsForGtinAsync(Session session, long brandId, string gtin) =>
        await session.FindAsync<long>(
            "SELECT COUNT(*) FROM batch WHERE gtin = @Gtin AND brand_id = @BrandId;", new { Gtin = gtin, BrandId = brandId }) > 0;

    /// <summary>The batches of a product whose serials are derived.</summary>
    public static Task<IReadOnlyList<DerivedBatchRow>> ListDerivedAsync(Session session, string gtin) =>
        session.ListAsync<DerivedBatchRow>(ListDerived, new { Gtin = gtin });

    /// <summary>For a brand's keys from one to another.</summary>
    public static Task<IReadOnlyList<KeyUse>> ListKeyUsesAsync(Session session, long brandId, long first, long last) =>
        session.ListAsync<KeyUse>(ListKeyUses, new { BrandId = brandId, First = first, Last = last });

    /// <summary>How many batches of signed codes a key got since a time.</summary>
    public static Task<long> CountSignedSinceAsync(Session session, long brandId, long keyId, long since) =>
        session.FindAsync<long>(CountSignedSince, new { BrandId = brandId, KeyId = keyId, Since = since });

    public static async Task<bool> HasImportedAsync(Session session, string gtin) =>
        await session.FindAsync<long>(
            "SELECT COUNT(*) FROM batch WHERE gtin = @Gtin AND imported = 1;", new { Gtin = gtin }) > 0;

    /// <summary>Those the caller may see, newest first; the cursor is the last one seen.</summary>
    public static async Task<IReadOnlyList<Batch>> ListAsync(
        Session session, Http.Caller caller, string? gtin, (long CreatedAt, uint Number) before, int limit) =>
        (await session.ListAsync<BatchRow>(
            List(session),
            new
            {
                caller.BrandId,
                Gtin = gtin ?? "",
                AnyGtin = caller.Gtins.Count == 0 ? 1 : 0,
                Gtins = caller.Gtins.ToArray(),
                AnySite = caller.Sites.Count == 0 ? 1 : 0,
                Sites = caller.Sites.ToArray(),
                BeforeTime = before.CreatedAt,
                BeforeNumber = (long)before.Number,
                Limit = limit,
            }))
        .Select(row => row.ToBatch())
        .ToList();

    /// <summary>All of a brand, one by one, the oldest first.</summary>
    public static IAsyncEnumerable<Batch> StreamAsync(Session session, long brandId) =>
        session.StreamAsync<BatchRow>($"{Columns} WHERE brand_id = @BrandId ORDER BY created_at, batch_number;", new { BrandId = brandId }).Select(row => row.ToBatch());

    internal sealed class BatchRow
    {
        public long BatchNumber { get; init; }
        public long BrandId { get; init; }
        public string Gtin { get; init; } = "";
        public long Imported { get; init; }
        public string Profile { get; init; } = "";
        public long Quantity { get; init; }
        public long Ordered { get; init; }
        public long Overrun { get; init; }
        public long Samples { get; init; }
        public string? Lot { get; init; }
        public string? Expiry { get; init; }
        public string Market { get; init; } = "";
        public long LotInCode { get; init; }
        public long ExpiryInCode { get; init; }
        public long Activated { get; init; }
        public long Specimen { get; init; }
        public string Origin { get; init; } = "";
        public long KeyId { get; init; }
        public long SerialGeneration { get; init; }
        public long MacGeneration { get; init; }
        public string? Site { get; init; }
        public long Cover { get; init; }
        public long CreatedAt { get; init; }

        public static BatchRow From(Batch batch) => new()
        {
            BatchNumber = batch.Number,
            BrandId = batch.BrandId,
            Gtin = batch.Gtin.Value,
            Imported = batch.Imported ? 1 : 0,
            Profile = batch.Profile.ToString(),
            Quantity = batch.Quantity,
            Ordered = batch.Ordered,
            Overrun = batch.Overrun,
            Samples = batch.Samples,
            Lot = batch.Lot,
            Expiry = batch.Expiry?.ToString(),
            Market = string.Join(',', batch.Market),
            LotInCode = batch.LotInCode ? 1 : 0,
            ExpiryInCode = batch.ExpiryInCode ? 1 : 0,
            Activated = batch.Activate ? 1 : 0,
            Specimen = batch.Specimen ? 1 : 0,
            Origin = batch.Origin,
            KeyId = batch.KeyId,
            SerialGeneration = batch.SerialGeneration,
            MacGeneration = batch.MacGeneration,
            Site = batch.Site,
            Cover = batch.Cover ? 1 : 0,
            CreatedAt = batch.CreatedAt.ToUnixTimeMilliseconds(),
        };

        public Batch ToBatch() => new()
        {
            Number = (uint)BatchNumber,
            BrandId = BrandId,
            Gtin = Core.Codes.Gtin.TryParse(Gtin, out var gtin) ? gtin : default,
            Imported = Imported != 0,
            Profile = Enum.Parse<CodeProfile>(Profile),
            Ordered = Ordered,
            Overrun = Overrun,
            Samples = Samples,
            Lot = Lot,
            Expiry = ExpiryDate.TryParse(Expiry, out var expiry) ? expiry : null,
            Market = Market.Length == 0 ? [] : Market.Split(','),
            LotInCode = LotInCode != 0,
            ExpiryInCode = ExpiryInCode != 0,
            Activate = Activated != 0,
            Specimen = Specimen != 0,
            Origin = Origin,
            KeyId = (ushort)KeyId,
            SerialGeneration = SerialGeneration,
            MacGeneration = MacGeneration,
            Site = Site,
            Cover = Cover != 0,
            CreatedAt = DateTimeOffset.FromUnixTimeMilliseconds(CreatedAt),
        };
    }
}

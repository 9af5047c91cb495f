using Trace.Server.Storage;

namespace Trace.Server.Codes;

/// <summary>A row of <c>imported_serial</c>.</summary>
/// <param name="DerivedUnitId">The unit that the serial decrypts to under the brand's newest serial key; null if it has another form.</param>
public sealed record ImportedSerialRow(string Gtin, string Serial, long BrandId, long BatchNumber, long ItemIndex, long? DerivedUnitId);

/// <summary>Serials that came from a brand's own system: the only units that have a row from the start.</summary>
/// <remarks>A row counts once <c>batch</c> has its batch; until then its import goes on, or was abandoned.</remarks>
public static class ImportedSerialsStore
{
    private const string Columns =
        """
        SELECT
            gtin AS Gtin,
            serial AS Serial,
            brand_id AS BrandId,
            batch_number AS BatchNumber,
            item_index AS ItemIndex,
            derived_unit_id AS DerivedUnitId
        FROM imported_serial
        """;

    internal const string Find = $"{Columns} WHERE gtin = @Gtin AND serial = @Serial;";

    private const string Add =
        """
        INSERT INTO imported_serial (gtin, serial, brand_id, batch_number, item_index, derived_unit_id)
        VALUES (@Gtin, @Serial, @BrandId, @BatchNumber, @ItemIndex, @DerivedUnitId)
        ON CONFLICT (gtin, serial) DO NOTHING;
        """;

    /// <summary>One statement instead of one a row: each would be a trip to the server.</summary>
    private const string AddOnPostgres =
        """
        INSERT INTO imported_serial (gtin, serial, brand_id, batch_number, item_index, derived_unit_id)
        SELECT @Gtin, serial, @BrandId, @BatchNumber, item_index, derived_unit_id
        FROM UNNEST(@Serials, @ItemIndexes, @DerivedUnitIds) AS line (serial, item_index, derived_unit_id)
        ON CONFLICT (gtin, serial) DO NOTHING;
        """;

    private const string Range =
        $"""
        {Columns}
        WHERE brand_id = @BrandId AND batch_number = @Number AND item_index >= @From AND item_index < @End
        ORDER BY item_index;
        """;

    /// <summary>From the batches' side: a look into the index for each of them, however many serials there are.</summary>
    private const string NameDerivedUnits =
        """
        SELECT
            own.gtin AS Gtin,
            own.serial AS Serial,
            own.brand_id AS BrandId,
            own.batch_number AS BatchNumber,
            own.item_index AS ItemIndex,
            own.derived_unit_id AS DerivedUnitId
        FROM batch
        CROSS JOIN imported_serial AS own
        WHERE batch.gtin = @Gtin
            AND batch.imported = 0
            AND own.gtin = batch.gtin
            AND own.derived_unit_id >= batch.batch_number << 32
            AND own.derived_unit_id < (batch.batch_number << 32) + batch.quantity
            AND own.batch_number = @Number
        ORDER BY own.item_index
        LIMIT @Limit;
        """;

    private const string HasDerivedUnit =
        """
        SELECT 1
        FROM imported_serial
        WHERE gtin = @Gtin AND derived_unit_id >= @First AND derived_unit_id <= @Last
        LIMIT 1;
        """;

    private const string Remove =
        """
        DELETE FROM imported_serial
        WHERE batch_number = @Number AND item_index >= @From AND item_index < @End;
        """;

    /// <summary>Adds rows of one batch and returns how many; a serial that the GTIN has already is left out.</summary>
    public static Task<int> AddAsync(Session session, IReadOnlyList<ImportedSerialRow> rows)
    {
        if (rows.Count == 0)
            return Task.FromResult(0);
        return session.Dialect == Dialect.Sqlite ? session.ExecuteAsync(Add, rows) : session.ExecuteAsync(AddOnPostgres, new
        {
            rows[0].Gtin,
            rows[0].BrandId,
            rows[0].BatchNumber,
            Serials = rows.Select(row => row.Serial).ToArray(),
            ItemIndexes = rows.Select(row => row.ItemIndex).ToArray(),
            DerivedUnitIds = rows.Select(row => row.DerivedUnitId).ToArray(),
        });
    }

    public static Task<ImportedSerialRow?> FindAsync(Session session, string gtin, string serial) =>
        session.FindAsync<ImportedSerialRow>(Find, new { Gtin = gtin, Serial = serial });

    public static Task<IReadOnlyList<ImportedSerialRow>> ListAsync(Session session, string gtin, string[] serials) =>
        session.ListAsync<ImportedSerialRow>(
            $"{Columns} WHERE gtin = @Gtin AND serial {session.AnyOf("@Serials")};", new { Gtin = gtin, Serials = serials });

    public static Task<IReadOnlyList<ImportedSerialRow>> ListAsync(Session session, long brandId, uint number, long from, long count) =>
        session.ListAsync<ImportedSerialRow>(
            Range, new { BrandId = brandId, Number = (long)number, From = from, End = from + count });

    /// <summary>Whether any imported serial of a product would name one of these units of a batch.</summary>
    public static async Task<bool> HaveDerivedUnitAsync(Session session, string gtin, long firstUnitId, long lastUnitId) =>
        await session.FindAsync<long?>(HasDerivedUnit, new { Gtin = gtin, First = firstUnitId, Last = lastUnitId }) != null;

    /// <summary>The serials of an import that name units of batches issued here.</summary>
    public static Task<IReadOnlyList<ImportedSerialRow>> ListThatNameDerivedUnitsAsync(Session session, string gtin, uint number, int limit) =>
        session.ListAsync<ImportedSerialRow>(NameDerivedUnits, new { Gtin = gtin, Number = (long)number, Limit = limit });

    /// <summary>-1 when there are none.</summary>
    public static Task<long> LastIndexAsync(Session session, uint number) => session.FindAsync<long>(
        "SELECT COALESCE(MAX(item_index), -1) FROM imported_serial WHERE batch_number = @Number;", new { Number = (long)number });

    public static Task RemoveAsync(Session session, uint number, long from, long count) =>
        session.ExecuteAsync(Remove, new { Number = (long)number, From = from, End = from + count });

    /// <summary>All of a brand, one by one; those of an import that goes on are not issued yet and left out.</summary>
    public static IAsyncEnumerable<ImportedSerialRow> StreamAsync(Session session, long brandId) => session.StreamAsync<ImportedSerialRow>(
        $"{Columns} WHERE brand_id = @BrandId AND EXISTS (SELECT 1 FROM batch WHERE batch.batch_number = imported_serial.batch_number);", new { BrandId = brandId });
}

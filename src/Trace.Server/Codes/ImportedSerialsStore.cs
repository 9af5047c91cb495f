using Trace.Server.Storage;

namespace Trace.Server.Codes;

/// <summary>A row of <c>imported_serial</c>.</summary>
public sealed record ImportedSerialRow(string Gtin, string Serial, long BrandId, long BatchNumber, long ItemIndex);

/// <summary>Serials that came from a brand's own system: the only units that have a row from the start.</summary>
public static class ImportedSerialsStore
{
    private const string Columns =
        """
        SELECT
            gtin AS Gtin,
            serial AS Serial,
            brand_id AS BrandId,
            batch_number AS BatchNumber,
            item_index AS ItemIndex
        FROM imported_serial
        """;

    private const string Add =
        """
        INSERT INTO imported_serial (gtin, serial, brand_id, batch_number, item_index)
        VALUES (@Gtin, @Serial, @BrandId, @BatchNumber, @ItemIndex)
        ON CONFLICT (gtin, serial) DO NOTHING;
        """;

    private const string Range =
        $"""
        {Columns}
        WHERE brand_id = @BrandId AND batch_number = @Number AND item_index >= @From AND item_index < @End
        ORDER BY item_index;
        """;

    private const string OfLength =
        """
        SELECT serial
        FROM imported_serial
        WHERE gtin = @Gtin AND LENGTH(serial) = @Length;
        """;

    /// <summary>False when the GTIN has this serial already.</summary>
    public static async Task<bool> AddAsync(Session session, ImportedSerialRow row) => await session.ExecuteAsync(Add, row) == 1;

    public static Task<ImportedSerialRow?> FindAsync(Session session, string gtin, string serial) =>
        session.FindAsync<ImportedSerialRow>(
            $"{Columns} WHERE gtin = @Gtin AND serial = @Serial;", new { Gtin = gtin, Serial = serial });

    /// <summary>The imported serials of a product that have a given length, one by one.</summary>
    public static IAsyncEnumerable<string> SerialsOfLengthAsync(Session session, string gtin, int length) =>
        session.StreamAsync<string>(OfLength, new { Gtin = gtin, Length = length });

    public static Task<IReadOnlyList<ImportedSerialRow>> ListAsync(Session session, long brandId, uint number, long from, long count) =>
        session.ListAsync<ImportedSerialRow>(
            Range, new { BrandId = brandId, Number = (long)number, From = from, End = from + count });
}

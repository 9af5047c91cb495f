using System.Globalization;
using CsvHelper;
using CsvHelper.Configuration;
using Trace.Core.Codes;
using Trace.Server.Http;
using Trace.Server.Storage;

namespace Trace.Server.Codes;

/// <summary>An upload that was read whole and is valid in itself.</summary>
public sealed record ParsedImport(BatchOrder Order, IReadOnlyList<string> Serials);

/// <summary>Reads and stores serials from a brand's own system. One bad line refuses the upload, with every line's reason.</summary>
public sealed class Importing(Issuing issuing, BatchCatalog catalog, BrandKeys keys, TimeProvider clock)
{
    public const int MaxSerials = 5_000_000;
    private const int MaxSerialLength = 20;
    private const int MaxErrors = 1000;

    private static readonly CsvConfiguration Csv = new(CultureInfo.InvariantCulture)
    {
        TrimOptions = TrimOptions.None,
        PrepareHeaderForMatch = args => args.Header.Trim().ToUpperInvariant(),
        MissingFieldFound = null,
        BadDataFound = null,
        MaxFieldSize = 4096,
    };

    public async Task<Outcome<ParsedImport>> ParseAsync(Stream body, ImportQuery query)
    {
        using var reader = new StreamReader(body, leaveOpen: true);
        using var csv = new CsvReader(reader, Csv);
        var batch = query;
        var errors = new List<LineError>();
        var serials = new List<string>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        try
        {
            if (!await csv.ReadAsync() || !csv.ReadHeader() || csv.GetFieldIndex("serial", isTryGet: true) < 0)
                return new Failure("invalid_lines", "The first line names the columns; one of them is `serial`.");
            while (await csv.ReadAsync())
            {
                var problem = ReadLine(csv, ref batch, serials, seen);
                if (problem != null && errors.Count < MaxErrors)
                    errors.Add(new LineError(csv.Parser.RawRow, problem.Value.Code, problem.Value.Text));
                if (serials.Count > MaxSerials)
                    return new Failure("invalid_quantity", string.Create(CultureInfo.InvariantCulture, $"One import holds at most {MaxSerials:N0} serials."));
            }
        }
        catch (CsvHelperException exception)
        {
            return new Failure("invalid_lines", $"Line {csv.Parser.RawRow} is not CSV: {exception.Message.Split('\n')[0].Trim()}");
        }

        if (errors.Count > 0)
            return new Failure("invalid_lines", $"{errors.Count} lines were refused; nothing was imported.") { Errors = errors };
        return Order(batch, serials).TryGet(out var order, out var failure) ? new ParsedImport(order, serials) : failure;
    }

    /// <summary>Adds batch and serials in the caller's transaction.</summary>
    public async Task<Outcome<Batch>> StoreAsync(Session session, long brandId, ParsedImport import)
    {
        if (!(await issuing.IssueAsync(session, brandId, import.Order, imported: true)).TryGet(out var batch, out var failure))
            return failure;
        var errors = new List<LineError>();
        for (var i = 0; i < import.Serials.Count && errors.Count < MaxErrors; i++)
        {
            var serial = import.Serials[i];
            if (await NamesDerivedUnitAsync(session, batch, serial))
                errors.Add(new LineError(i + 2, "serial_taken", $"Serial {serial} is one that Trace issued for this product."));
            else if (!await ImportedSerialsStore.AddAsync(session, new ImportedSerialRow(batch.Gtin.Value, serial, brandId, batch.Number, i)))
                errors.Add(new LineError(i + 2, "serial_taken", $"Serial {serial} was imported before for this product."));
        }

        return errors.Count == 0
            ? batch
            : new Failure("invalid_lines", $"{errors.Count} serials exist already; nothing was imported.") { Errors = errors };
    }

    /// <summary>To be called after the import was committed.</summary>
    public void Forget(ParsedImport import) => catalog.ForgetImported(import.Order.Gtin.Value);

    /// <summary>A serial that decrypts to an issued unit would name two units.</summary>
    private async Task<bool> NamesDerivedUnitAsync(Session session, Batch batch, string serial)
    {
        if (serial.Length is not (SerialCipher.SerialLength or CompactCode.SerialLength))
            return false;
        var set = await keys.GetAsync();
        foreach (var generation in set.SerialGenerations(batch.BrandId))
        {
            if (set.FindCipher(batch.BrandId, generation, batch.Gtin) is { } cipher
                && cipher.TryDecrypt(serial.AsSpan(0, SerialCipher.SerialLength), out var unit)
                && await BatchesStore.FindForScanAsync(session, unit.BatchNumber) is { } other
                && other.Gtin == batch.Gtin
                && unit.Index < other.Quantity)
            {
                return true;
            }
        }

        return false;
    }

    private Outcome<BatchOrder> Order(ImportQuery batch, List<string> serials) => serials.Count == 0
        ? new Failure("invalid_quantity", "The upload has no serials.")
        : BatchOrder.Parse(
            new CreateBatchRequest(
                batch.Gtin,
                serials.Count,
                batch.Lot,
                batch.Expiry,
                batch.Market?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries),
                Profile: "signed",
                batch.InCode?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries),
                batch.Activate,
                batch.Specimen),
            DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime));

    private static (string Code, string Text)? ReadLine(CsvReader csv, ref ImportQuery batch, List<string> serials, HashSet<string> seen)
    {
        foreach (var column in new[] { "gtin", "lot", "expiry" })
        {
            if (csv.TryGetField<string>(column, out var value) && !string.IsNullOrEmpty(value) && !Agrees(ref batch, column, value))
                return ("different_batch", $"`{column}` {value} differs from the lines before; one upload is one batch.");
        }

        var serial = csv.GetField("serial") ?? "";
        if (serial.Length is 0 or > MaxSerialLength)
            return ("invalid_serial", $"A serial has 1 to {MaxSerialLength} characters; this has {serial.Length}.");
        if (CharacterSet82.IndexOfOther(serial) is >= 0 and var at)
            return ("invalid_serial", $"Character {at + 1} of the serial is not in GS1 character set 82.");
        if (!seen.Add(serial))
            return ("duplicate_serial", $"Serial {serial} appears twice in this upload.");
        serials.Add(serial);
        return null;
    }

    private static bool Agrees(ref ImportQuery batch, string column, string value)
    {
        var known = column switch { "gtin" => batch.Gtin, "lot" => batch.Lot, _ => batch.Expiry };
        if (known == null)
        {
            batch = column switch
            {
                "gtin" => batch with { Gtin = value },
                "lot" => batch with { Lot = value },
                _ => batch with { Expiry = value },
            };
            return true;
        }

        return known == value
            || (column == "gtin" && Gtin.TryParse(known, out var first) && Gtin.TryParse(value, out var second) && first == second);
    }
}

using System.Security.Cryptography;
using System.Text;
using Trace.Core.Codes;
using Trace.Server.Http;
using Trace.Server.Storage;

namespace Trace.Server.Codes;

/// <summary>Serials of one import on their way into the database, and the batch number kept for them.</summary>
/// <remarks>
/// A row of <c>serial_import</c> says that the import goes on; each small transaction renews it and the last one ends it. One that was not
/// renewed for a minute belongs to a process that died: the next import, on any replica, takes its serials out.
/// </remarks>
public sealed class SerialStaging : IAsyncDisposable
{
    private const int RemovedAtOnce = 5000;
    private static readonly TimeSpan Abandoned = TimeSpan.FromMinutes(1);

    private readonly Database _database;
    private readonly TimeProvider _clock;
    private readonly SerialCipher? _newest;
    private readonly IReadOnlyList<(SerialCipher Cipher, IReadOnlyDictionary<uint, long> Quantities)> _older;
    private readonly IncrementalHash _serials = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private long _count;

    private SerialStaging(
        Database database,
        TimeProvider clock,
        long brandId,
        Gtin gtin,
        uint number,
        SerialCipher? newest,
        IReadOnlyList<(SerialCipher Cipher, IReadOnlyDictionary<uint, long> Quantities)> older)
    {
        _database = database;
        _clock = clock;
        BrandId = brandId;
        Gtin = gtin;
        Number = number;
        _newest = newest;
        _older = older;
    }

    public long BrandId { get; }

    public Gtin Gtin { get; }

    /// <summary>The number its batch will have.</summary>
    public uint Number { get; }

    public static async Task<SerialStaging> BeginAsync(Database database, KeySet keys, long brandId, Gtin gtin, TimeProvider clock)
    {
        await RemoveAbandonedAsync(database, clock);
        var (number, batches) = await database.WriteAsync(async session => (
            await ReserveAsync(session, brandId, clock), await BatchesStore.ListDerivedAsync(session, gtin.Value)));

        // Batches of the newest serial key may still be added; the last transaction looks at them. Older keys issue no more.
        var generations = keys.SerialGenerations(brandId).ToList();
        return new SerialStaging(
            database,
            clock,
            brandId,
            gtin,
            number,
            keys.FindCipher(brandId, generations[0], gtin),
            [.. generations.Skip(1).Select(generation => (
                keys.FindCipher(brandId, generation, gtin)!,
                (IReadOnlyDictionary<uint, long>)batches.Where(batch => batch.SerialGeneration == generation).ToDictionary(batch => (uint)batch.BatchNumber, batch => batch.Quantity)))]);
    }

    /// <summary>SHA-256 of all serials so far, each with a line feed behind it.</summary>
    public byte[] SerialsSha256() => _serials.GetCurrentHash();

    public static Failure Interrupted() =>
        new("storage_unavailable", "The import was interrupted and nothing was imported; send it again.") { RetryAfterSeconds = 1 };

    public static LineError DerivedSerial(long line, string serial) =>
        new(line, "serial_taken", $"Serial {serial} is one that Trace issued for this product.");

    /// <summary>Stores some lines in one transaction and returns what cannot be imported.</summary>
    public async Task<Outcome<IReadOnlyList<LineError>>> AddAsync(IReadOnlyList<SerialLine> lines)
    {
        var errors = new List<LineError>();
        var rows = new List<ImportedSerialRow>(lines.Count);
        foreach (var line in lines)
        {
            if (line.Error is { } error)
                errors.Add(error);
            else if (NamesOlderUnit(line.Serial))
                errors.Add(DerivedSerial(line.Number, line.Serial));
            rows.Add(new ImportedSerialRow(Gtin.Value, line.Serial, BrandId, Number, _count + rows.Count, DerivedUnit(_newest, line.Serial)?.Value));
        }

        var renewed = await _database.WriteAsync(async session =>
        {
            if (!await SerialImportsStore.RenewAsync(session, Number, _clock.GetUtcNow().ToUnixTimeMilliseconds()))
                return false;
            if (await ImportedSerialsStore.AddAsync(session, rows) < rows.Count)
                errors.AddRange(await ExplainAsync(session, lines, rows));
            return true;
        });
        _count += rows.Count;
        foreach (var line in lines)
        {
            _serials.AppendData(Encoding.UTF8.GetBytes(line.Serial));
            _serials.AppendData("\n"u8);
        }

        return renewed ? errors : Interrupted();
    }

    /// <summary>Takes the serials out again unless the import was committed.</summary>
    public async ValueTask DisposeAsync()
    {
        _serials.Dispose();
        await RemoveAsync(_database, Number, notRenewedSince: long.MaxValue);
    }

    private static async Task<uint> ReserveAsync(Session session, long brandId, TimeProvider clock)
    {
        for (; ; )
        {
            var number = (uint)RandomNumberGenerator.GetInt32((int)UnitId.BatchNumberLimit);
            if (await BatchesStore.FindForScanAsync(session, number) == null
                && await SerialImportsStore.AddAsync(session, number, brandId, clock.GetUtcNow().ToUnixTimeMilliseconds()))
            {
                return number;
            }
        }
    }

    private static async Task RemoveAbandonedAsync(Database database, TimeProvider clock)
    {
        var before = (clock.GetUtcNow() - Abandoned).ToUnixTimeMilliseconds();
        foreach (var number in await database.ReadAsync(session => SerialImportsStore.ListAbandonedAsync(session, before)))
            await RemoveAsync(database, (uint)number, before);
    }

    private static async Task RemoveAsync(Database database, uint number, long notRenewedSince)
    {
        // From here on the import cannot go on, even where its process only slept.
        if (!await database.WriteAsync(session => SerialImportsStore.StopAsync(session, number, notRenewedSince)))
            return;
        var last = await database.ReadAsync(session => ImportedSerialsStore.LastIndexAsync(session, number));
        for (var from = 0L; from <= last; from += RemovedAtOnce)
            await database.WriteAsync(session => ImportedSerialsStore.RemoveAsync(session, number, from, RemovedAtOnce));
        await database.WriteAsync(session => SerialImportsStore.EndAsync(session, number));
    }

    private async Task<IReadOnlyList<LineError>> ExplainAsync(Session session, IReadOnlyList<SerialLine> lines, List<ImportedSerialRow> rows)
    {
        var stored = (await ImportedSerialsStore.ListAsync(session, Gtin.Value, [.. rows.Select(row => row.Serial)]))
            .ToDictionary(row => row.Serial, StringComparer.Ordinal);
        var errors = new List<LineError>();
        foreach (var (line, row) in lines.Zip(rows))
        {
            var other = stored[row.Serial];
            if (other.BatchNumber != Number)
                errors.Add(new LineError(line.Number, "serial_taken", $"Serial {row.Serial} was imported before for this product, or is being imported now."));
            else if (other.ItemIndex != row.ItemIndex)
                errors.Add(new LineError(line.Number, "duplicate_serial", $"Serial {row.Serial} appears twice in this upload."));
        }

        return errors;
    }

    private bool NamesOlderUnit(string serial)
    {
        foreach (var (cipher, quantities) in _older)
        {
            if (DerivedUnit(cipher, serial) is { } unit && quantities.TryGetValue(unit.BatchNumber, out var quantity) && unit.Index < quantity)
                return true;
        }

        return false;
    }

    /// <summary>The unit this serial would name if Trace had made it: a whole one, or a compact code's first part.</summary>
    private static UnitId? DerivedUnit(SerialCipher? cipher, string serial) =>
        serial.Length is SerialCipher.SerialLength or CompactCode.SerialLength
        && cipher?.TryDecrypt(serial.AsSpan(0, SerialCipher.SerialLength), out var unit) == true ? unit : null;
}

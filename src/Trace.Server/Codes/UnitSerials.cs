using Trace.Core.Codes;
using Trace.Server.Storage;

namespace Trace.Server.Codes;

/// <summary>From a unit to the serial on its label; no key that signs is opened for it.</summary>
public sealed class UnitSerials(BrandKeys keys)
{
    /// <summary>Null if a key of the batch is lost.</summary>
    public async Task<string?> FindAsync(Session session, Batch batch, long index)
    {
        if (batch.Imported)
            return await ImportedSerialsStore.ListAsync(session, batch.BrandId, batch.Number, index, count: 1) is [var row, ..] ? row.Serial : null;
        var set = await keys.GetAsync();
        if (set.FindCipher(batch.BrandId, batch.SerialGeneration, batch.Gtin)?.Encrypt(UnitId.Of(batch.Number, (uint)index)) is not { } serial)
            return null;
        if (batch.Profile == CodeProfile.Signed)
            return serial;
        using var key = set.OpenMacKey(batch.BrandId, batch.MacGeneration);
        if (key == null)
            return null;
        Span<char> mac = stackalloc char[CompactCode.MacLength];
        CompactCode.WriteMac(key, batch.Gtin, serial, mac);
        return string.Concat(serial, mac);
    }
}

using Trace.Core.Codes;
using Trace.Core.Verification;
using Trace.Server.Brands;
using Trace.Server.Storage;

namespace Trace.Server.Codes;

/// <summary>A code that was issued: its batch, its place in it, and what the code itself proved.</summary>
public sealed record IssuedUnit(ProductRow Product, Batch Batch, long Index, string Serial, SignatureState Signature)
{
    public UnitId Id => UnitId.Of(Batch.Number, (uint)Index);

    public bool IsSpecimen => Batch.Specimen || Batch.IsSample(Index);
}

/// <summary>A code that was not issued here, and why. The brand is the one of its GTIN, if any.</summary>
public sealed record RefusedCode(Reason Reason, SignatureState Signature, long? BrandId);

/// <summary>Either of the two.</summary>
public readonly record struct Identification(IssuedUnit? Unit, RefusedCode? Refused);

/// <summary>From what was read to the unit it names. Nothing is written here.</summary>
/// <remarks>CODE-FORMAT sections 3, 3a and 4.</remarks>
public sealed class CodeIdentifier(Database database, BrandCatalog brands, BatchCatalog batches, BrandKeys keys, SignatureCheck signatures)
{
    public async ValueTask<Identification> IdentifyAsync(ReadCode code)
    {
        var product = await brands.FindProductAsync(code.Gtin.Value);
        if (product == null)
        {
            var state = code.SignatureDigits == null ? SignatureState.Absent : SignatureState.Invalid;
            return Refuse(Reason.UnknownGtin(code.Gtin.Value), state, brandId: null);
        }

        var set = await keys.GetAsync();
        return code.SignatureDigits == null
            ? await IdentifyUnsignedAsync(code, product, set)
            : await IdentifySignedAsync(code, product, set);
    }

    private async ValueTask<Identification> IdentifySignedAsync(ReadCode code, ProductRow product, KeySet set)
    {
        if (CheckSignature(code, product, set, out var signingKey) is { } refused)
            return new Identification(null, refused);

        var found = await FindSerialAsync(product, code.Gtin, code.Serial, set);
        if (found is not { } unit || unit.Batch.Profile != CodeProfile.Signed)
        {
            return Refuse(
                signingKey.Status == KeyStatus.Revoked ? Reason.KeyRevoked : Reason.UnknownSerial, SignatureState.Valid, product.BrandId);
        }

        if (unit.Batch.KeyId != signingKey.KeyId)
            return Refuse(Reason.WrongKey, SignatureState.Invalid, product.BrandId);
        if (set.Disowns(unit.Batch))
            return Refuse(Reason.KeyRevoked, SignatureState.Valid, product.BrandId);
        return Found(product, unit, code.Serial, SignatureState.Valid);
    }

    private async ValueTask<Identification> IdentifyUnsignedAsync(ReadCode code, ProductRow product, KeySet set)
    {
        var result = await FindUnsignedAsync(code, code.Serial, product, set);
        if (result.Unit != null || code.Form == CodeForm.Uri)
            return result;
        // A brand's own serial keeps its hyphens and letters, whoever types it in small ones; ours have no letters that look like digits.
        foreach (var meant in new[] { code.Serial.ToUpperInvariant(), CodeReader.NormalizeTyped(code.Serial) }.Distinct(StringComparer.Ordinal).Where(serial => serial != code.Serial))
        {
            var second = await FindUnsignedAsync(code, meant, product, set);
            if (second.Unit != null)
                return second;
        }

        return result;
    }

    private async ValueTask<Identification> FindUnsignedAsync(ReadCode code, string serial, ProductRow product, KeySet set)
    {
        if (serial.Length != CompactCode.SerialLength)
        {
            return await FindSerialAsync(product, code.Gtin, serial, set) is { } unit && unit.Batch.Profile == CodeProfile.Signed
                ? FoundUnsigned(product, unit, serial, set)
                : Refuse(Reason.UnknownSerial, SignatureState.Absent, product.BrandId);
        }

        if (await FindImportedAsync(code.Gtin, serial) is { } imported)
            return FoundUnsigned(product, imported, serial, set);
        if (code.Form == CodeForm.Uri && (code.Lot != null || code.ConsumerProductVariant != null || code.Attributes.Count > 0))
            return Refuse(Reason.NotACode("A code with a serial of 20 characters carries nothing besides GTIN and serial."), SignatureState.Absent, product.BrandId);
        if (!CheckMac(code.Gtin, serial, product, set))
            return Refuse(Reason.MacInvalid, SignatureState.Invalid, product.BrandId);
        return await FindDerivedAsync(product, code.Gtin, serial[..SerialCipher.SerialLength], set) is { } compact
            && compact.Batch.Profile == CodeProfile.Compact
                ? Found(product, compact, serial, SignatureState.MacValid)
                : Refuse(Reason.UnknownSerial, SignatureState.MacValid, product.BrandId);
    }

    private RefusedCode? CheckSignature(ReadCode code, ProductRow product, KeySet set, out SigningKey signingKey)
    {
        signingKey = null!;
        Span<byte> bytes = stackalloc byte[CodeSignature.SizeBytes];
        if (!CodeSignature.TryReadDigits(code.SignatureDigits, bytes, out var problem))
            return new RefusedCode(Reason.NotACode(problem), SignatureState.Invalid, product.BrandId);
        var keyId = CodeSignature.KeyId(bytes);
        if (set.FindSigningKey(keyId) is not { } key)
            return new RefusedCode(Reason.UnknownKey(keyId), SignatureState.Invalid, product.BrandId);
        // The product's seal holds, so its brand is the GTIN's; a key signs for the GTINs of its brand.
        if (key.BrandId != product.BrandId)
            return new RefusedCode(Reason.WrongKey, SignatureState.Invalid, product.BrandId);
        signingKey = key;
        return signatures.Holds(set, key, code.CanonicalTail, CodeSignature.Signature(bytes))
            ? null
            : new RefusedCode(Reason.SignatureInvalid, SignatureState.Invalid, product.BrandId);
    }

    private static bool CheckMac(Gtin gtin, string serial, ProductRow product, KeySet set)
    {
        foreach (var generation in set.MacGenerations(product.BrandId))
        {
            using var key = set.OpenMacKey(product.BrandId, generation);
            if (key != null && CompactCode.Verify(key, gtin, serial))
                return true;
        }

        return false;
    }

    private async ValueTask<(Batch Batch, long Index)?> FindSerialAsync(ProductRow product, Gtin gtin, string serial, KeySet set) =>
        await FindImportedAsync(gtin, serial) ?? await FindDerivedAsync(product, gtin, serial, set);

    private async ValueTask<(Batch Batch, long Index)?> FindImportedAsync(Gtin gtin, string serial)
    {
        if (!await batches.HasImportedAsync(gtin.Value))
            return null;
        var row = await database.ReadAsync(session => ImportedSerialsStore.FindAsync(session, gtin.Value, serial));
        return row != null && await batches.FindAsync((uint)row.BatchNumber) is { } batch ? (batch, row.ItemIndex) : null;
    }

    private async ValueTask<(Batch Batch, long Index)?> FindDerivedAsync(ProductRow product, Gtin gtin, string serial, KeySet set)
    {
        foreach (var generation in set.SerialGenerations(product.BrandId))
        {
            if (set.FindCipher(product.BrandId, generation, gtin) is { } cipher
                && cipher.TryDecrypt(serial, out var unit)
                && await batches.FindAsync(unit.BatchNumber) is { Imported: false } batch
                && batch.Gtin == gtin
                && batch.BrandId == product.BrandId
                && batch.SerialGeneration == generation
                && unit.Index < batch.Quantity)
            {
                return (batch, unit.Index);
            }
        }

        return null;
    }

    private static Identification FoundUnsigned(ProductRow product, (Batch Batch, long Index) unit, string serial, KeySet set) => set.Disowns(unit.Batch)
        ? Refuse(Reason.KeyRevoked, SignatureState.Absent, product.BrandId)
        : Found(product, unit, serial, SignatureState.Absent);

    private static Identification Found(ProductRow product, (Batch Batch, long Index) unit, string serial, SignatureState signature) =>
        new(new IssuedUnit(product, unit.Batch, unit.Index, serial, signature), null);

    private static Identification Refuse(Reason reason, SignatureState signature, long? brandId) =>
        new(null, new RefusedCode(reason, signature, brandId));
}

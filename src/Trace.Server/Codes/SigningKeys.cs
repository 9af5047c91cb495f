using System.Buffers.Text;
using System.Globalization;
using Trace.Core.Codes;
using Trace.Server.Audit;
using Trace.Server.Http;
using Trace.Server.Storage;

namespace Trace.Server.Codes;

/// <summary>Rotates, retires and revokes a brand's signing keys, inside the caller's transaction.</summary>
/// <remarks>
/// Whatever ends a brand's active key makes the next; only a revocation goes ahead when there can be none, because it must. Revoked is final.
/// A row whose seal does not hold is no key of ours: it neither signs nor is changed.
/// </remarks>
public sealed class SigningKeys(BrandKeys keys, LoggedCodes log, AuditTrail audit, TraceSettings settings, TimeProvider clock)
{
    /// <summary>A new key; the active ones retire.</summary>
    public async Task<Outcome<SigningKeyInfo>> RotateAsync(Session session, Caller caller, long brandId)
    {
        var rows = await KeysStore.ListToChangeAsync(session, brandId);
        return rows.Count == 0 ? UnknownBrand(brandId) : await RotateAsync(session, caller, brandId, rows);
    }

    /// <summary>The same if the key that signs new batches began before a time, or none does. Null when one began after it.</summary>
    public async Task<Outcome<SigningKeyInfo>?> RotateIfOlderAsync(Session session, long brandId, DateTimeOffset limit)
    {
        var rows = await KeysStore.ListToChangeAsync(session, brandId);
        return rows.FirstOrDefault(Signs) is { } newest && newest.NotBefore > limit.ToUnixTimeMilliseconds()
            ? (Outcome<SigningKeyInfo>?)null
            : await RotateAsync(session, Caller.System(brandId), brandId, rows);
    }

    public async Task<Outcome<SigningKeyChange>> RetireAsync(Session session, Caller caller, long brandId, long keyId)
    {
        var rows = await KeysStore.ListToChangeAsync(session, brandId);
        if (!Find(rows, keyId).TryGet(out var row, out var failure))
            return failure;
        var uses = await UsesAsync(session, brandId, rows);
        if (!IsActive(row))
            return new SigningKeyChange(Describe(row, rows, uses), NewKey: null);
        var change = await ReplaceAsync(session, caller, brandId, rows, row, await EndAsync(session, row, KeyStatus.Retired, Now()), uses, reason: null);
        return change.NewKey != null || rows.Any(other => other.KeyId != keyId && Signs(other)) ? change : NoKeyLeft();
    }

    public async Task<Outcome<SigningKeyChange>> RevokeAsync(Session session, Caller caller, long brandId, long keyId, RevokeKeyRequest request)
    {
        var rows = await KeysStore.ListToChangeAsync(session, brandId);
        if (!Find(rows, keyId).TryGet(out var row, out var failure))
            return failure;
        var uses = await UsesAsync(session, brandId, rows);
        // The last batch may have been issued this millisecond, or by a server whose clock is ahead.
        var now = Math.Max(Now(), (uses.GetValueOrDefault(keyId)?.LastAt ?? 0) + 1);
        var at = request.At?.ToUnixTimeMilliseconds() ?? now;
        if (at > now)
            return new Failure("invalid_key", "`at` lies in the future: a key is revoked when it may be in other hands, and then at once.");
        if (request.DisownBatches != true && await BatchesStore.CountSignedSinceAsync(session, brandId, keyId, at) is > 0 and var batches)
            return new Failure("key_in_use", string.Create(CultureInfo.InvariantCulture, $"{batches} batches were issued with key {keyId} since then, and none of their codes would be issued any more. Leave `at` out, or send `disownBatches` if they are not yours."));
        var changed = await EndAsync(session, row, KeyStatus.Revoked, at);
        return await ReplaceAsync(session, caller, brandId, rows, row, changed, uses, request.Reason);
    }

    public static SigningKeyInfo Describe(SigningKeyRow row, IReadOnlyList<SigningKeyRow> ofBrand, IReadOnlyDictionary<long, KeyUse> uses) =>
        Describe(row, ofBrand.FirstOrDefault(IsActive)?.KeyId == row.KeyId, uses.GetValueOrDefault(row.KeyId)?.Batches ?? 0);

    public static SigningKeyInfo Describe(SigningKeyRow row, bool signsNewBatches, long signedBatches) => new(
        (int)row.KeyId,
        Base64Url.EncodeToString(row.PublicKey),
        Words.Of(Enum.Parse<KeyStatus>(row.Status)),
        UnixTime.Of(row.StatusAt),
        UnixTime.Of(row.NotBefore)!.Value,
        UnixTime.Of(row.NotAfter),
        signsNewBatches,
        signedBatches);

    public static Failure UnknownKey(string keyId) => new("not_found", $"There is no signing key {keyId}.");

    public static bool IsActive(SigningKeyRow row) => row.Status == nameof(KeyStatus.Active);

    public static async Task<IReadOnlyDictionary<long, KeyUse>> UsesAsync(Session session, long brandId, IReadOnlyList<SigningKeyRow> rows) =>
        (await BatchesStore.ListKeyUsesAsync(session, brandId, rows[^1].KeyId, rows[0].KeyId)).ToDictionary(use => use.KeyId);

    private async Task<Outcome<SigningKeyInfo>> RotateAsync(Session session, Caller caller, long brandId, IReadOnlyList<SigningKeyRow> rows)
    {
        var now = Now();
        if (await CreateAsync(session, brandId, rows) is not { } created)
            return NoKeyLeft();
        var active = rows.Where(Signs).ToList();
        foreach (var row in active)
            await EndAsync(session, row, KeyStatus.Retired, now);
        var info = Describe(created, signsNewBatches: true, signedBatches: 0);
        await audit.AddAsync(session, caller, brandId, new AuditedChange(
            "signing_key.rotate", Name(created.KeyId), Old: new { Active = active.Select(row => row.KeyId) }, New: new { info.KeyId, info.PublicKey }));
        return info;
    }

    /// <summary>Null when the brand made as many today as it may, or the deployment as many as there are.</summary>
    private async Task<SigningKeyRow?> CreateAsync(Session session, long brandId, IReadOnlyList<SigningKeyRow> rows)
    {
        var dayAgo = clock.GetUtcNow().AddDays(-1).ToUnixTimeMilliseconds();
        return rows.Count(row => row.NotBefore > dayAgo) < settings.MostNewKeysADay ? await keys.CreateSigningKeyAsync(session, brandId, Now()) : null;
    }

    private async Task<SigningKeyChange> ReplaceAsync(
        Session session,
        Caller caller,
        long brandId,
        IReadOnlyList<SigningKeyRow> rows,
        SigningKeyRow old,
        SigningKeyRow changed,
        IReadOnlyDictionary<long, KeyUse> uses,
        string? reason)
    {
        var created = rows.Any(row => row.KeyId != old.KeyId && Signs(row)) ? null : await CreateAsync(session, brandId, rows);
        var info = Describe(changed, signsNewBatches: false, uses.GetValueOrDefault(old.KeyId)?.Batches ?? 0);
        await audit.AddAsync(session, caller, brandId, new AuditedChange(
            changed.Status == nameof(KeyStatus.Revoked) ? "signing_key.revoke" : "signing_key.retire",
            Name(old.KeyId),
            Old: new { Status = Words.Of(Enum.Parse<KeyStatus>(old.Status)), StatusAt = UnixTime.Of(old.StatusAt) },
            New: new { info.Status, info.StatusAt, Reason = reason, NewKeyId = created?.KeyId }));
        return new SigningKeyChange(info, created == null ? null : Describe(created, signsNewBatches: true, signedBatches: 0));
    }

    /// <summary>The end of signing is sealed with the rest: the row is sealed again for what it says now.</summary>
    private async Task<SigningKeyRow> EndAsync(Session session, SigningKeyRow row, KeyStatus status, long at)
    {
        var changed = keys.SealAgain(row, row with { Status = status.ToString(), StatusAt = at, NotAfter = row.NotAfter ?? at })
            ?? throw new InvalidOperationException($"The seal of signing key {row.KeyId} does not hold.");
        await KeysStore.SetStatusAsync(session, changed);
        await log.KeyEndedAsync(session, changed);
        return changed;
    }

    private bool Signs(SigningKeyRow row) => IsActive(row) && keys.Holds(row);

    private Outcome<SigningKeyRow> Find(IReadOnlyList<SigningKeyRow> rows, long keyId)
    {
        if (rows.FirstOrDefault(row => row.KeyId == keyId && keys.Holds(row)) is not { } row)
            return UnknownKey(Name(keyId));
        return row.Status == nameof(KeyStatus.Revoked)
            ? new Failure("key_revoked", $"Key {Name(keyId)} was revoked, which is final.")
            : row;
    }

    private Failure NoKeyLeft() => new("keys_used_up", string.Create(
        CultureInfo.InvariantCulture, $"There can be no new key now: a brand makes at most {settings.MostNewKeysADay} in 24 hours, and a deployment 65,535 in all."));

    private static Failure UnknownBrand(long brandId) => Brands.BrandsApi.UnknownBrand(PublicId.Format(brandId));

    private static string Name(long keyId) => keyId.ToString(CultureInfo.InvariantCulture);

    private long Now() => clock.GetUtcNow().ToUnixTimeMilliseconds();
}

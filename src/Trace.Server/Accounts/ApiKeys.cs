using Trace.Server.Audit;
using Trace.Server.Brands;
using Trace.Server.Http;
using Trace.Server.Storage;

namespace Trace.Server.Accounts;

/// <summary>Makes, replaces and revokes API keys, inside the caller's transaction. Brand 0 is the deployment.</summary>
public sealed class ApiKeys(ApiKeySeal seal, Owners owners, AuditTrail audit, TimeProvider clock)
{
    private const int MaxNameLength = 100;

    /// <summary>The GTINs of a new key, or what is wrong with it.</summary>
    public static Outcome<IReadOnlyList<string>> Read(Caller caller, long brandId, CreateApiKeyRequest request)
    {
        IReadOnlyList<string> roles = brandId == 0 ? [Roles.Owner] : Roles.OfBrands;
        if (request.Role == null || !roles.Contains(request.Role))
            return new Failure("invalid_api_key", $"`role` is one of {string.Join(", ", roles)}.");
        if (brandId == 0 && (request.Gtins?.Count > 0 || request.Sites?.Count > 0))
            return new Failure("invalid_api_key", "A key of the deployment is not limited: leave out `gtins` and `sites`.");
        return PlainText.Problem(request.Name, "name", MaxNameLength) is { } problem
            ? new Failure("invalid_api_key", problem)
            : Limits.Read(caller, request.Gtins, request.Sites, "invalid_api_key");
    }

    /// <summary>Those within the caller's limits, the oldest first.</summary>
    public async Task<Outcome<Page<ApiKeyInfo>>> ListAsync(Database database, Caller caller, long brandId, string? cursor, int? limit)
    {
        if (!Paging.ParseById(cursor, limit).TryGet(out var page, out var failure))
            return failure;
        var (known, rows) = await database.ReadAsync(async session => (
            brandId == 0 || await BrandsStore.FindAsync(session, brandId) != null,
            await Limits.ListWithinAsync(caller, page.After, page.Size + 1, (from, count) => ApiKeysStore.ListAsync(session, brandId, from, count))));
        return known
            ? Paging.Of(rows, page.Size, row => Describe(row, clock.GetUtcNow()), row => PublicId.Format(row.ApiKeyId))
            : BrandsApi.UnknownBrand(PublicId.Format(brandId));
    }

    public async Task<Outcome<Creation<ApiKeyResponse>>> CreateAsync(
        Session session, Caller caller, long brandId, CreateApiKeyRequest request, IReadOnlyList<string> gtins)
    {
        if (ExpiryProblem(caller, request.ExpiresAt) is { } problem)
            return problem;
        foreach (var gtin in gtins)
        {
            if (await ProductsStore.FindAsync(session, brandId, gtin) == null)
                return new Failure("unknown_gtin", $"This brand has no product with GTIN {gtin}.");
        }

        var created = await AddAsync(session, new ApiKeyRow(
            PublicId.Create(),
            brandId == 0 ? null : brandId,
            request.Role!,
            request.Name!,
            Hash: [],
            Limits.Format(gtins),
            Limits.Format(request.Sites),
            clock.GetUtcNow().ToUnixTimeMilliseconds(),
            request.ExpiresAt?.ToUnixTimeMilliseconds()));
        await audit.AddAsync(session, caller, brandId, new AuditedChange("api_key.create", created.Id, New: Described(created)));
        return new Creation<ApiKeyResponse>(created, Location: null);
    }

    /// <summary>A new key that may do what the old one may; the old one works for a while yet.</summary>
    public async Task<Outcome<Creation<ApiKeyResponse>>> RotateAsync(
        Session session, Caller caller, long brandId, long id, RotateApiKeyRequest request)
    {
        var now = clock.GetUtcNow();
        // What someone wrote past the server is revoked, never sealed again.
        if (await FindLiveAsync(session, caller, brandId, id) is not { } old || !seal.Holds(old) || old.ExpiresAt <= now.ToUnixTimeMilliseconds())
            return Unknown(id);
        var expiresAt = request.ExpiresAt ?? UnixTime.Of(old.ExpiresAt);
        if (ExpiryProblem(caller, expiresAt) is { } problem)
            return problem;
        var end = now.AddHours(request.OverlapHours ?? 24).ToUnixTimeMilliseconds();
        var ending = seal.Put(old with { ExpiresAt = Math.Min(end, old.ExpiresAt ?? end) });
        if (ending.ExpiresAt <= now.ToUnixTimeMilliseconds())
            await ApiKeysStore.RevokeAsync(session, old, now.ToUnixTimeMilliseconds());
        else
            await ApiKeysStore.SetExpiryAsync(session, ending);
        var created = await AddAsync(session, old with
        {
            ApiKeyId = PublicId.Create(),
            CreatedAt = now.ToUnixTimeMilliseconds(),
            ExpiresAt = expiresAt?.ToUnixTimeMilliseconds(),
        });
        await audit.AddAsync(session, caller, brandId, new AuditedChange("api_key.rotate", PublicId.Format(id), New: Described(created)));
        return new Creation<ApiKeyResponse>(created, Location: null);
    }

    public async Task<Outcome<long>> RevokeAsync(Session session, Caller caller, long brandId, long id)
    {
        // Before the row itself is locked: the keys of owners are locked in one order.
        var othersOwn = brandId != 0 || await owners.ExistAsync(session, besidesKey: id);
        if (await FindLiveAsync(session, caller, brandId, id) is not { } row)
            return Unknown(id);
        if (!othersOwn)
            return new Failure("last_owner", "No other key and no person would own the deployment. Make another owner first, or rotate this key.");
        await ApiKeysStore.RevokeAsync(session, row, clock.GetUtcNow().ToUnixTimeMilliseconds());
        await audit.AddAsync(session, caller, brandId, new AuditedChange("api_key.revoke", PublicId.Format(id)));
        return id;
    }

    public static ApiKeyInfo Describe(ApiKeyRow row, DateTimeOffset now) => new(
        PublicId.Format(row.ApiKeyId),
        row.Role,
        row.Name,
        Limits.ToList(row.Gtins),
        Limits.ToList(row.Sites),
        row.RevokedAt != null ? "revoked" : row.ExpiresAt <= now.ToUnixTimeMilliseconds() ? "expired" : "active",
        UnixTime.Of(row.CreatedAt)!.Value,
        UnixTime.Of(row.ExpiresAt),
        UnixTime.Of(row.RevokedAt),
        UnixTime.Of(row.LastUsedAt));

    /// <summary>A key that expires makes none that outlives it: else whoever found it once would have access for good.</summary>
    private Failure? ExpiryProblem(Caller caller, DateTimeOffset? expiresAt)
    {
        if (expiresAt <= clock.GetUtcNow())
            return new Failure("invalid_api_key", "`expiresAt` lies in the past.");
        return caller.ExpiresAt is { } latest && (expiresAt == null || expiresAt > latest)
            ? new Failure("invalid_api_key", $"The key that asks expires, and so must what it makes: set `expiresAt` to {latest.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss.fff'Z'} at the latest.")
            : null;
    }

    /// <summary>A limited caller reaches keys that may do no more than it may itself.</summary>
    private static async Task<ApiKeyRow?> FindLiveAsync(Session session, Caller caller, long brandId, long id) =>
        await ApiKeysStore.FindToChangeAsync(session, brandId, id) is { RevokedAt: null } row
        && Limits.Within(caller, row)
            ? row
            : null;

    private async Task<ApiKeyResponse> AddAsync(Session session, ApiKeyRow row)
    {
        var key = ApiKey.Create();
        row = row with { Hash = ApiKey.Hash(key), RevokedAt = null, LastUsedAt = null };
        await ApiKeysStore.AddAsync(session, seal.Put(row));
        return new ApiKeyResponse(
            PublicId.Format(row.ApiKeyId),
            key,
            row.Role,
            row.Name,
            Limits.ToList(row.Gtins),
            Limits.ToList(row.Sites),
            UnixTime.Of(row.CreatedAt)!.Value,
            UnixTime.Of(row.ExpiresAt));
    }

    private static object Described(ApiKeyResponse created) =>
        new { created.Id, created.Role, created.Name, created.Gtins, created.Sites, created.ExpiresAt };

    private static Failure Unknown(long id) => new("not_found", $"There is no API key {PublicId.Format(id)} that works.");
}

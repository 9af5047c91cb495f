using Trace.Server.Anomalies;
using Trace.Server.Audit;
using Trace.Server.Brands;
using Trace.Server.Http;
using Trace.Server.Storage;

namespace Trace.Server.Accounts;

/// <summary>Invites people, changes what they may do, and removes them, inside the caller's transaction. Brand 0 is the deployment.</summary>
public sealed class People(AccountSeal seal, Links links, AuditTrail audit, TimeProvider clock)
{
    public async Task<Outcome<(AccountRow Row, string Token, DateTimeOffset ExpiresAt)>> InviteAsync(
        Session session, Caller caller, long brandId, string email, InviteRequest request, IReadOnlyList<string> gtins)
    {
        if (await GtinProblemAsync(session, brandId, gtins) is { } unknown)
            return unknown;
        var row = seal.Put(new AccountRow(
            PublicId.Create(),
            brandId,
            request.Role!,
            email,
            request.Name!,
            PasswordHash: null,
            Totp: null,
            TotpConfirmed: 0,
            TotpStep: 0,
            Limits.Format(gtins),
            Limits.Format(request.Sites),
            clock.GetUtcNow().ToUnixTimeMilliseconds(),
            DisabledAt: null));
        if (!await AccountsStore.AddAsync(session, row))
            return new Failure("email_taken", "An account with this address exists here already.");
        var (token, expiresAt) = await links.AddAsync(session, row, Links.Invitation);
        await audit.AddAsync(session, caller, brandId, new AuditedChange("account.invite", PublicId.Format(row.AccountId), New: Rights(row)));
        return (row, token, expiresAt);
    }

    public async Task<Outcome<AccountRow>> UpdateAsync(
        Session session, Caller caller, long brandId, long id, UpdateAccountRequest request, IReadOnlyList<string> gtins)
    {
        if (!(await FindToChangeAsync(session, caller, brandId, id)).TryGet(out var row, out var failure))
            return failure;
        if (!seal.Holds(row))
            return request == new UpdateAccountRequest(Disabled: true) ? await DisableBrokenAsync(session, caller, row) : Broken(id);
        if (await GtinProblemAsync(session, brandId, gtins) is { } unknown)
            return unknown;
        var changed = row with
        {
            Name = request.Name ?? row.Name,
            Role = request.Role ?? row.Role,
            Gtins = request.Gtins == null ? row.Gtins : Limits.Format(gtins),
            Sites = request.Sites == null ? row.Sites : Limits.Format(request.Sites),
            DisabledAt = request.Disabled switch
            {
                true => row.DisabledAt ?? clock.GetUtcNow().ToUnixTimeMilliseconds(),
                false => null,
                null => row.DisabledAt,
            },
        };
        if (!Limits.Within(caller, changed))
            return new Failure("forbidden", "You are limited to some GTINs or sites and cannot lift these limits for others.");
        await AccountsStore.UpdateAsync(session, seal.Put(changed));
        if (changed.DisabledAt != null)
            await SessionsStore.RemoveAllAsync(session, brandId, id);
        await audit.AddAsync(session, caller, brandId, new AuditedChange("account.update", PublicId.Format(id), Rights(row), Rights(changed)));
        return changed;
    }

    public async Task<Outcome<(AccountRow Row, string Token, DateTimeOffset ExpiresAt)>> ResetAsync(Session session, Caller caller, long brandId, long id)
    {
        if (!(await FindToChangeAsync(session, caller, brandId, id)).TryGet(out var row, out var failure))
            return failure;
        if (!seal.Holds(row))
            return Broken(id);
        if (row.DisabledAt != null)
            return new Failure("invalid_account", "The account is disabled; enable it first.");
        var (token, expiresAt) = await links.AddAsync(session, row, row.PasswordHash == null ? Links.Invitation : Links.Reset);
        await audit.AddAsync(session, caller, brandId, new AuditedChange("account.reset_password", PublicId.Format(id)));
        return (row, token, expiresAt);
    }

    /// <summary>Removes all that is kept of the person. The trail keeps an id that names nobody any more.</summary>
    public async Task<Outcome<long>> EraseAsync(Session session, Caller caller, long brandId, long id)
    {
        if (!(await FindToChangeAsync(session, caller, brandId, id)).TryGet(out var row, out var failure))
            return failure;
        await DigestsStore.RemoveAsync(session, brandId, id);
        await AccountsStore.RemoveAsync(session, brandId, id);
        await audit.AddAsync(session, caller, brandId, new AuditedChange("account.erase", PublicId.Format(id), Rights(row)));
        return id;
    }

    /// <summary>Those within the caller's limits.</summary>
    public static async Task<Outcome<Page<AccountResponse>>> ListAsync(Database database, Caller caller, long brandId, string? cursor, int? limit)
    {
        if (!Paging.ParseById(cursor, limit).TryGet(out var page, out var failure))
            return failure;
        var (known, rows) = await database.ReadAsync(async session => (
            brandId == 0 || await BrandsStore.FindAsync(session, brandId) != null,
            await Limits.ListWithinAsync(caller, page.After, page.Size + 1, (from, count) => AccountsStore.ListAsync(session, brandId, from, count))));
        return known ? Paging.Of(rows, page.Size, ToResponse, row => PublicId.Format(row.AccountId)) : BrandsApi.UnknownBrand(PublicId.Format(brandId));
    }

    /// <summary>People of the caller's brand as far as the caller may see them, those that are disabled left out: to choose one from.</summary>
    public static async Task<IReadOnlyList<AccountResponse>> ListOfBrandAsync(Database database, Caller caller)
    {
        var rows = await database.ReadAsync(session =>
            Limits.ListWithinAsync(caller, after: -1, Paging.MaxLimit, (from, count) => AccountsStore.ListAsync(session, caller.BrandId, from, count)));
        return [.. rows.Where(row => row.DisabledAt == null).Select(ToResponse)];
    }

    public static AccountResponse ToResponse(AccountRow row) => new(
        PublicId.Format(row.AccountId),
        row.Email,
        row.Name,
        row.Role,
        Limits.ToList(row.Gtins),
        Limits.ToList(row.Sites),
        row.DisabledAt != null ? "disabled" : row.PasswordHash == null ? "invited" : "active",
        row.TotpConfirmed != 0,
        DateTimeOffset.FromUnixTimeMilliseconds(row.CreatedAt));

    public static Failure Unknown(long id) => new("not_found", $"There is no account {PublicId.Format(id)}.");

    /// <summary>Its row was written past the server: sealing it again would make that true.</summary>
    private static Failure Broken(long id) => new(
        "not_found", $"The account {PublicId.Format(id)} does not count: its row was changed past the server. It can be disabled or erased, nothing else.");

    private async Task<AccountRow> DisableBrokenAsync(Session session, Caller caller, AccountRow row)
    {
        var disabled = row with { DisabledAt = row.DisabledAt ?? clock.GetUtcNow().ToUnixTimeMilliseconds() };
        await AccountsStore.DisableAsync(session, row, disabled.DisabledAt.Value);
        await SessionsStore.RemoveAllAsync(session, row.BrandId, row.AccountId);
        await audit.AddAsync(session, caller, row.BrandId, new AuditedChange("account.update", PublicId.Format(row.AccountId), Rights(row), Rights(disabled)));
        return disabled;
    }

    /// <summary>An account within the caller's limits.</summary>
    public static async Task<AccountRow?> FindAsync(Session session, Caller caller, long brandId, long id) =>
        await AccountsStore.FindAsync(session, brandId, id) is { } row && Limits.Within(caller, row) ? row : null;

    private static async Task<Outcome<AccountRow>> FindToChangeAsync(Session session, Caller caller, long brandId, long id) =>
        await AccountsStore.FindToChangeAsync(session, brandId, id) is { } row && Limits.Within(caller, row)
            ? row
            : Unknown(id);

    private static async Task<Failure?> GtinProblemAsync(Session session, long brandId, IReadOnlyList<string> gtins)
    {
        foreach (var gtin in gtins)
        {
            if (await ProductsStore.FindAsync(session, brandId, gtin) == null)
                return new Failure("unknown_gtin", $"This brand has no product with GTIN {gtin}.");
        }

        return null;
    }

    /// <summary>For the trail: what the account may do, not who it is.</summary>
    private static object Rights(AccountRow row) => new
    {
        row.Role,
        Gtins = Limits.ToList(row.Gtins),
        Sites = Limits.ToList(row.Sites),
        Disabled = row.DisabledAt != null,
    };
}

using Trace.Server.Brands;
using Trace.Server.Http;
using Trace.Server.Storage;

namespace Trace.Server.Accounts;

/// <summary>The people of a brand, and those who own the deployment: the same operations for both.</summary>
public static class AccountsApi
{
    public static void MapAccounts(this IEndpointRouteBuilder app)
    {
        MapGroup(app.MapGroup("/api/v1/brands/{brandId}/accounts").RequireAuthorization(Policies.OwnerOrBrandAdmin), "", "a brand");
        MapGroup(app.MapGroup("/api/v1/owners").RequireAuthorization(Policies.Owner).AddEndpointFilter(BrandOrDeployment.WithoutBrand), "Owner", "the deployment");
    }

    private static void MapGroup(RouteGroupBuilder group, string prefix, string whose)
    {
        group.WithTags("Accounts");
        group.MapPost("", InviteAsync).WithName($"Invite{prefix}Account")
            .WithSummary($"Invite a person to {whose}; by mail if a mail server is set, else by a link shown once")
            .WithProblems("invalid_account", "email_taken", "invalid_gtin", "unknown_gtin", "already_created")
            .Produces<InvitedResponse>(StatusCodes.Status201Created);
        group.MapGet("", ListAsync).WithName($"List{prefix}Accounts")
            .WithSummary($"List the people of {whose}")
            .Produces<Page<AccountResponse>>();
        group.MapGet("/{accountId}", GetAsync).WithName($"Get{prefix}Account")
            .WithSummary("One person")
            .Produces<AccountResponse>();
        group.MapPatch("/{accountId}", UpdateAsync).WithName($"Update{prefix}Account")
            .WithSummary("Change what a person may do, or disable the account; a disabled person is signed out at once")
            .WithProblems("invalid_account", "invalid_gtin", "unknown_gtin")
            .Produces<AccountResponse>();
        group.MapPost("/{accountId}/reset-password", ResetAsync).WithName($"Reset{prefix}AccountPassword")
            .WithSummary("Make a link by which the person sets a new password; earlier links end")
            .WithProblems("invalid_account")
            .Produces<LinkResponse>();
        group.MapGet("/{accountId}/export", ExportAsync).WithName($"Export{prefix}Account")
            .WithSummary("All that is kept of a person")
            .Produces<AccountExport>();
        group.MapDelete("/{accountId}", EraseAsync).WithName($"Erase{prefix}Account")
            .WithSummary("Erase a person: account, sessions, links. The audit trail keeps an id that names nobody")
            .Produces(StatusCodes.Status204NoContent);
    }

    private static async Task<IResult> InviteAsync(
        string? brandId,
        InviteRequest request,
        Caller caller,
        HttpContext context,
        Idempotency idempotency,
        People people,
        LinkDelivery delivery)
    {
        if (!BrandOrDeployment.TryFind(brandId, caller, out var brand, out var failure))
            return failure;
        if (!AccountRules.Read(caller, brand, request).TryGet(out var read, out failure))
            return failure;

        (AccountRow Row, string Token, DateTimeOffset ExpiresAt)? added = null;
        var answer = await idempotency.CreateAsync(
            context,
            caller.Id,
            Idempotency.HashOf(context, request, ServerJson.Default.InviteRequest),
            ServerJson.Default.AccountResponse,
            async session =>
            {
                if (brand != 0 && await BrandsStore.FindAsync(session, brand) == null)
                    return BrandsApi.UnknownBrand(brandId!);
                var invited = await people.InviteAsync(session, caller, brand, read.Email, request, read.Gtins);
                if (!invited.TryGet(out var account, out var why))
                    return why;
                added = account;
                return new Creation<AccountResponse>(People.ToResponse(account.Row), AddressOf(context, account.Row));
            },
            shownOnce: true);
        if (added is not { } made)
            return answer;
        // Whether the link was mailed is known only now, and the link itself is kept nowhere.
        var link = await delivery.DeliverAsync(context, made.Row, Links.Invitation, made.Token, made.ExpiresAt);
        return TypedResults.Created(AddressOf(context, made.Row), new InvitedResponse(People.ToResponse(made.Row), link));
    }

    private static async Task<IResult> ListAsync(string? brandId, string? cursor, int? limit, Caller caller, Database database)
    {
        if (!BrandOrDeployment.TryFind(brandId, caller, out var brand, out var failure))
            return failure;
        return (await People.ListAsync(database, caller, brand, cursor, limit)).TryGet(out var page, out failure) ? TypedResults.Ok(page) : failure;
    }

    private static async Task<IResult> GetAsync(string? brandId, string accountId, Caller caller, Database database)
    {
        if (!TryFindAccount(brandId, accountId, caller, out var brand, out var id, out var failure))
            return failure;
        return await database.ReadAsync(session => People.FindAsync(session, caller, brand, id)) is { } row
            ? TypedResults.Ok(People.ToResponse(row))
            : People.Unknown(id);
    }

    private static async Task<IResult> UpdateAsync(
        string? brandId, string accountId, UpdateAccountRequest request, Caller caller, Database database, People people)
    {
        if (!TryFindAccount(brandId, accountId, caller, out var brand, out var id, out var failure))
            return failure;
        if (!AccountRules.Read(brand, request).TryGet(out var gtins, out failure))
            return failure;
        var outcome = await database.TryWriteAsync(session => people.UpdateAsync(session, caller, brand, id, request, gtins));
        return outcome.TryGet(out var row, out failure) ? TypedResults.Ok(People.ToResponse(row)) : failure;
    }

    private static async Task<IResult> ResetAsync(
        string? brandId, string accountId, Caller caller, HttpContext context, Database database, People people, LinkDelivery delivery)
    {
        if (!TryFindAccount(brandId, accountId, caller, out var brand, out var id, out var failure))
            return failure;
        var outcome = await database.TryWriteAsync(session => people.ResetAsync(session, caller, brand, id));
        if (!outcome.TryGet(out var made, out failure))
            return failure;
        var kind = made.Row.PasswordHash == null ? Links.Invitation : Links.Reset;
        return TypedResults.Ok(await delivery.DeliverAsync(context, made.Row, kind, made.Token, made.ExpiresAt));
    }

    private static async Task<IResult> ExportAsync(string? brandId, string accountId, Caller caller, Database database, AccountExports exports)
    {
        if (!TryFindAccount(brandId, accountId, caller, out var brand, out var id, out var failure))
            return failure;
        return await database.ReadAsync(async session => await People.FindAsync(session, caller, brand, id) is { } row
            ? await exports.ReadAsync(session, row, caller.SessionId)
            : null) is { } export
            ? TypedResults.Ok(export)
            : People.Unknown(id);
    }

    private static async Task<IResult> EraseAsync(string? brandId, string accountId, Caller caller, Database database, People people)
    {
        if (!TryFindAccount(brandId, accountId, caller, out var brand, out var id, out var failure))
            return failure;
        var outcome = await database.TryWriteAsync(session => people.EraseAsync(session, caller, brand, id));
        return outcome.TryGet(out _, out failure) ? TypedResults.NoContent() : failure;
    }

    private static string AddressOf(HttpContext context, AccountRow row) => $"{context.Request.Path}/{PublicId.Format(row.AccountId)}";

    private static bool TryFindAccount(string? brandId, string accountId, Caller caller, out long brand, out long id, out Failure failure)
    {
        id = 0;
        if (!BrandOrDeployment.TryFind(brandId, caller, out brand, out failure))
            return false;
        failure = new Failure("not_found", $"There is no account {accountId}.");
        return PublicId.TryParse(accountId, out id);
    }
}

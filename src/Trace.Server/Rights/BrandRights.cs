using Trace.Core.Enforcement;
using Trace.Server.Audit;
using Trace.Server.Brands;
using Trace.Server.Http;
using Trace.Server.Storage;

namespace Trace.Server.Rights;

/// <summary>The rights of a brand: for the API, the console and the slices whose claims rest on them.</summary>
public sealed class BrandRights(Database database, AuditTrail audit, TimeProvider clock)
{
    public const int SoonDays = 90;

    private const int MaxOwnerLength = 200;

    /// <summary>For whoever rests something on them: those of these ids that the brand has.</summary>
    public Task<IReadOnlyList<RegisteredRight>> FindAsync(long brandId, IReadOnlyCollection<long> ids) =>
        database.ReadAsync(session => FindAsync(session, brandId, ids));

    /// <summary>The same within a transaction.</summary>
    public static async Task<IReadOnlyList<RegisteredRight>> FindAsync(Session session, long brandId, IReadOnlyCollection<long> ids) =>
        [.. (await RightsStore.FindAllAsync(session, brandId, ids)).Select(row => row.ToRegistered())];

    /// <summary>Says, in the transaction of whoever does so, that a case rests on these from now on. False where the brand lacks one of them.</summary>
    public async Task<bool> UseAsync(Session session, long brandId, IReadOnlyCollection<long> ids) =>
        await RightsStore.UseAsync(session, brandId, ids, clock.GetUtcNow().ToUnixTimeMilliseconds()) == ids.Distinct().Count();

    /// <summary>Newest first.</summary>
    public async Task<Outcome<Page<RightResponse>>> ListAsync(Caller caller, string? cursor, int? limit)
    {
        if (!Paging.ParseByTime<long>(cursor, limit, PublicId.TryParse, 0).TryGet(out var page, out var problem))
            return problem;
        var rows = await database.ReadAsync(session => RightsStore.ListAsync(session, caller.BrandId, page.Before, page.Size + 1));
        return Paging.Of(rows, page.Size, row => Describe(row), row => Paging.CursorOf(row.CreatedAt, PublicId.Format(row.RightId)));
    }

    public async Task<Outcome<RightResponse>> FindAsync(Caller caller, string rightId) =>
        PublicId.TryParse(rightId, out var id) && await database.ReadAsync(session => RightsStore.FindAsync(session, caller.BrandId, id)) is { } row
            ? Describe(row)
            : Unknown(rightId);

    /// <summary>The row of a new right, or which of its fields is wrong.</summary>
    public Outcome<RightRow> Read(Caller caller, RightRequest request)
    {
        if (WholeBrand.Refuse(caller) is { } refused)
            return refused;
        return Parse(request).TryGet(out var right, out var problem)
            ? RightRow.Of(caller.BrandId, PublicId.Create(), right, request.Owner, clock.GetUtcNow().ToUnixTimeMilliseconds())
            : problem;
    }

    /// <summary>Enters what <see cref="Read"/> gave, inside the caller's transaction.</summary>
    public async Task<RightResponse> AddAsync(Session session, Caller caller, RightRow row)
    {
        await RightsStore.AddAsync(session, row);
        await audit.AddAsync(session, caller, new AuditedChange("right.create", PublicId.Format(row.RightId), New: AuditedRight.Of(row)));
        return Describe(row);
    }

    /// <summary>Replaces all that was entered of it, but for its files and its withdrawal.</summary>
    public Task<Outcome<RightResponse>> ChangeAsync(Caller caller, string rightId, RightRequest request) =>
        ChangeAsync(caller, rightId, "right.change", row =>
        {
            if (!Parse(request).TryGet(out var right, out var problem))
                return problem;
            var changed = RightRow.Of(row.BrandId, row.RightId, right, request.Owner, row.CreatedAt) with
            {
                WithdrawnOn = row.WithdrawnOn,
                CertificateFile = row.CertificateFile,
                PowerFile = row.PowerFile,
                UsedAt = row.UsedAt,
            };
            return row.UsedAt == null || (changed.Kind, changed.Office, changed.Number) == (row.Kind, row.Office, row.Number)
                ? changed
                : InUse("Its kind, office and number stay as they are; enter another right instead.");
        });

    /// <summary>Ends it on a day; again, for another day.</summary>
    public async Task<Outcome<RightResponse>> WithdrawAsync(Caller caller, string rightId, WithdrawRightRequest request) => CalendarDay.TryParse(request.On, out var day)
        ? await ChangeAsync(caller, rightId, "right.withdraw", row => row with { WithdrawnOn = CalendarDay.Format(day ?? clock.Today()) })
        : NoDay("on");

    /// <summary>A withdrawal that was a mistake, or that a court set aside.</summary>
    public Task<Outcome<RightResponse>> ReinstateAsync(Caller caller, string rightId) =>
        ChangeAsync(caller, rightId, "right.reinstate", row => row with { WithdrawnOn = null });

    /// <summary>One that nothing rests on yet.</summary>
    public Task<Outcome<RightRow>> RemoveAsync(Caller caller, string rightId) => InTransactionAsync(caller, rightId, async (session, row) =>
    {
        if (row.UsedAt != null)
            return InUse("It is withdrawn instead of removed.");
        await RightsStore.RemoveAsync(session, row);
        await audit.AddAsync(session, caller, new AuditedChange("right.remove", rightId, AuditedRight.Of(row)));
        return row;
    });

    public RightResponse Describe(RightRow row)
    {
        var (right, today) = (row.ToRegistered().Right, clock.Today());
        var standing = right.On(today);
        return new(
            PublicId.Format(row.RightId),
            row.Kind,
            row.Office,
            row.Number,
            row.Title,
            right.Territory,
            right.Classes,
            row.ValidFrom,
            row.ValidUntil,
            row.WithdrawnOn,
            row.Owner,
            Words.Of(standing),
            standing == RightStanding.Registered && right.Until is { } until && until.DayNumber - today.DayNumber < SoonDays,
            row.UsedAt != null,
            DateTimeOffset.FromUnixTimeMilliseconds(row.CreatedAt));
    }

    private static Outcome<Right> Parse(RightRequest request)
    {
        if (!Words.TryParse<RightKind>(request.Kind, out var kind))
            return Invalid("kind", $"A right is one of {string.Join(", ", Words.All<RightKind>())}.");
        if (!CalendarDay.TryParse(request.From, out var from))
            return NoDay("from");
        if (!CalendarDay.TryParse(request.Until, out var until))
            return NoDay("until");
        var text = PlainText.Problem(request.Title, "title", int.MaxValue) ?? PlainText.OptionalProblem(request.Number, "number", int.MaxValue)
            ?? PlainText.OptionalProblem(request.Owner, "owner", MaxOwnerLength) ?? PlainText.Problem(request.Office, "office", int.MaxValue);
        if (text != null)
            return new Failure("invalid_right", text);
        var right = new Right
        {
            Kind = kind,
            Office = request.Office!,
            Number = request.Number,
            Title = request.Title!,
            Territory = request.Territory ?? [],
            Classes = request.Classes ?? [],
            From = from,
            Until = until,
        };
        return RightCheck.Problems(right) is { Count: > 0 } gaps ? new Failure("invalid_right", string.Join(' ', gaps.Select(gap => $"`{gap.Name}`: {gap.Text}"))) : right;
    }

    private async Task<Outcome<RightResponse>> ChangeAsync(Caller caller, string rightId, string action, Func<RightRow, Outcome<RightRow>> change)
    {
        var outcome = await InTransactionAsync(caller, rightId, async (session, row) =>
        {
            if (!change(row).TryGet(out var changed, out var problem))
                return problem;
            if (changed == row)
                return row;
            await RightsStore.UpdateAsync(session, changed);
            await audit.AddAsync(session, caller, new AuditedChange(action, rightId, AuditedRight.Of(row), AuditedRight.Of(changed)));
            return changed;
        });
        return outcome.TryGet(out var row, out var failure) ? Describe(row) : failure;
    }

    private async Task<Outcome<RightRow>> InTransactionAsync(Caller caller, string rightId, Func<Session, RightRow, Task<Outcome<RightRow>>> change)
    {
        if (WholeBrand.Refuse(caller) is { } refused)
            return refused;
        return PublicId.TryParse(rightId, out var id)
            ? await database.TryWriteAsync<RightRow>(async session =>
                await RightsStore.FindToChangeAsync(session, caller.BrandId, id) is { } row ? await change(session, row) : Unknown(rightId))
            : Unknown(rightId);
    }

    private static Failure NoDay(string name) => Invalid(name, "A day is written as 2026-11-29.");

    private static Failure Invalid(string name, string text) => new("invalid_right", $"`{name}`: {text}");

    private static Failure InUse(string what) => new("right_in_use", $"A case rests on this right. {what}");

    private static Failure Unknown(string id) => new("not_found", $"There is no right {id}.");
}

/// <summary>A right in the trail, which cannot be erased: what its office publishes, without names.</summary>
public sealed record AuditedRight(
    string Kind, string Office, string? Number, string Territory, string Classes, string? From, string? Until, string? WithdrawnOn)
{
    public static AuditedRight Of(RightRow row) =>
        new(row.Kind, row.Office, row.Number, row.Territory, row.Classes, row.ValidFrom, row.ValidUntil, row.WithdrawnOn);
}

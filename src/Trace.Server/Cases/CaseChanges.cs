using Trace.Core.Enforcement;
using Trace.Server.Accounts;
using Trace.Server.Audit;
using Trace.Server.Brands;
using Trace.Server.Http;
using Trace.Server.Storage;

namespace Trace.Server.Cases;

/// <summary>Opens cases and changes what they are about and who works on them; where they stand is changed by <see cref="CaseMoves"/> alone.</summary>
public sealed class CaseChanges(Database database, CaseSeal seal, CaseSources sources, BrandCases cases, AuditTrail audit, TimeProvider clock)
{
    private const int MostTries = 5;

    /// <summary>Opens a case, inside the caller's transaction.</summary>
    public async Task<Outcome<CaseResponse>> AddAsync(Session session, Caller caller, CreateCaseRequest request)
    {
        if (WholeBrand.Refuse(caller) is { } refused)
            return refused;
        if (!CaseEntry.Parse(request).TryGet(out var asked, out var failure) || !(await sources.CompleteAsync(session, caller.BrandId, asked)).TryGet(out var entry, out failure))
            return failure;
        if (entry is not { Claim: { } claim, Country: { } country, Platform: { } platform })
            return Invalid("`claim`, `country` and `platform` say what the case is; a listing can give the two last.");
        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        for (var tries = 0; tries < MostTries; tries++)
        {
            var id = PublicId.Create();
            var row = seal.Seal(
                new CaseRow(
                    caller.BrandId, id, CaseReference.Of(id), Words.Of(claim), country, platform, entry.Language ?? "en", Limits.Format(entry.Grounds?.ToList()), entry.Purchase, Words.Of(CaseState.Draft), Steps: 0,
                    LastMove: null, DueDay: null, caller.Kind == ActorKind.Account ? caller.Id : null, now, caller.Id, now, ClosedAt: null, DossierAt: null, Words: [], Seller: null),
                entry.Over(new CaseWords(Note: null, ComparedBy: null, Original: null)),
                entry.Over(CaseSeller.Unknown));
            if (!await CasesStore.AddAsync(session, row))
                continue;
            var subjects = entry.Over(new CaseSubjects([], [], []));
            await CasesStore.SetSubjectsAsync(session, row, subjects);
            if (await sources.HoldAsync(session, row.BrandId, CaseNeeds.None, CaseNeeds.Of(row, subjects)) is { } missing)
                return missing;
            await audit.AddAsync(session, caller, new AuditedChange("case.open", PublicId.Format(id), New: Audited(row, subjects)));
            return cases.Describe(row);
        }

        throw new InvalidOperationException("No reference of a case is free.");
    }

    /// <summary>The same in a transaction of its own.</summary>
    public Task<Outcome<CaseResponse>> CreateAsync(Caller caller, CreateCaseRequest request) => database.TryWriteAsync(session => AddAsync(session, caller, request));

    public async Task<Outcome<CaseDetail>> ChangeAsync(Caller caller, string caseId, UpdateCaseRequest request)
    {
        if (!CaseEntry.Parse(request).TryGet(out var entry, out var failure))
            return failure;
        var outcome = await WithCaseAsync(caller, caseId, async (session, row) =>
        {
            if (row.StandsAt == CaseState.Closed)
                return Closed();
            if (await sources.ProblemAsync(session, caller.BrandId, entry) is { } problem)
                return problem;
            var before = await CasesStore.SubjectsAsync(session, row);
            var after = entry.Over(before);
            var changed = seal.Seal(
                row with
                {
                    Claim = entry.Claim is { } claim ? Words.Of(claim) : row.Claim,
                    Country = entry.Country ?? row.Country,
                    Platform = entry.Platform ?? row.Platform,
                    Language = entry.Language ?? row.Language,
                    Grounds = entry.Grounds == null ? row.Grounds : Limits.Format(entry.Grounds.ToList()),
                    PurchaseId = entry.WithoutPurchase ? null : entry.Purchase ?? row.PurchaseId,
                },
                entry.Over(seal.WordsOf(row)),
                entry.Over(seal.SellerOf(row)));
            if (!await CasesStore.ChangeAsync(session, changed))
                return new Failure("case_moved", "Somebody else moved the case meanwhile. Nothing was changed.");
            await CasesStore.SetSubjectsAsync(session, changed, after);
            if (await sources.HoldAsync(session, row.BrandId, CaseNeeds.Of(row, before), CaseNeeds.Of(changed, after)) is { } missing)
                return missing;
            await audit.AddAsync(session, caller, new AuditedChange("case.change", caseId, Audited(row, before), Audited(changed, after)));
            return changed;
        });
        return outcome.TryGet(out _, out failure) ? await cases.FindAsync(caller, caseId) : failure;
    }

    /// <summary>People who move cases, or nobody.</summary>
    public async Task<Outcome<CaseResponse>> AssignAsync(Caller caller, string caseId, AssignCaseRequest request)
    {
        var outcome = await WithCaseAsync(caller, caseId, async (session, row) =>
        {
            long? assignee = null;
            if (request.Account != null)
            {
                if (!PublicId.TryParse(request.Account, out var id) || await People.FindAsync(session, caller, caller.BrandId, id) is not { DisabledAt: null, Role: Roles.BrandAdmin or Roles.Inspector } account)
                    return Invalid("`account` is a brand_admin or inspector of this brand.");
                assignee = account.AccountId;
            }

            var changed = row with { Assignee = assignee };
            await CasesStore.AssignAsync(session, changed);
            await audit.AddAsync(session, caller, new AuditedChange("case.assign", caseId, new { Account = PublicId.Format(row.Assignee) }, new { request.Account }));
            return changed;
        });
        return outcome.TryGet(out var row, out var failure) ? cases.Describe(row) : failure;
    }

    /// <summary>Ends the links by which the seller may answer.</summary>
    public Task<Outcome<CaseRow>> CloseLinksAsync(Caller caller, string caseId) => WithCaseAsync(caller, caseId, async (session, row) =>
    {
        if (await ReplyLinksStore.CloseAsync(session, row.BrandId, row.CaseId, clock.GetUtcNow().ToUnixTimeMilliseconds()) > 0)
            await audit.AddAsync(session, caller, new AuditedChange("case.close_links", caseId));
        return row;
    });

    private async Task<Outcome<CaseRow>> WithCaseAsync(Caller caller, string caseId, Func<Session, CaseRow, Task<Outcome<CaseRow>>> change)
    {
        if (WholeBrand.Refuse(caller) is { } refused)
            return refused;
        return PublicId.TryParse(caseId, out var id)
            ? await database.TryWriteAsync<CaseRow>(async session => await CasesStore.FindAsync(session, caller.BrandId, id) is { } row ? await change(session, row) : BrandCases.Unknown(caseId))
            : BrandCases.Unknown(caseId);
    }

    /// <summary>For the trail: what the case is about, without the seller and without words.</summary>
    private static object Audited(CaseRow row, CaseSubjects subjects) => new
    {
        row.Reference,
        row.Claim,
        row.Country,
        row.Platform,
        row.Language,
        row.Grounds,
        subjects.Gtins,
        Listings = subjects.Listings.Select(PublicId.Format),
        Rights = subjects.Rights.Select(PublicId.Format),
        Purchase = PublicId.Format(row.PurchaseId),
    };

    private static Failure Closed() => Invalid("A closed case stays as it is; it can be opened again.");

    private static Failure Invalid(string detail) => new("invalid_case", detail);
}

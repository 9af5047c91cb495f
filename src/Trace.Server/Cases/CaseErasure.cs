using System.Data.Common;
using Trace.Core.Enforcement;
using Trace.Server.Audit;
using Trace.Server.Brands;
using Trace.Server.Dossiers;
using Trace.Server.Files;
using Trace.Server.Http;
using Trace.Server.Listings;
using Trace.Server.Log;
using Trace.Server.Storage;

namespace Trace.Server.Cases;

/// <summary>Erases cases, and what is known of a seller, with their files and what the log could show of them.</summary>
public sealed class CaseErasure(Database database, CaseSources sources, AuditTrail audit)
{
    /// <summary>A case that is closed, or from which nothing went out.</summary>
    public Task<Outcome<CaseRow>> EraseAsync(Caller caller, string caseId) => WithCaseAsync(caller, caseId, async (session, row) =>
    {
        await RemoveAsync(session, row);
        await audit.AddAsync(session, caller, new AuditedChange("case.erase", caseId));
        return row;
    });

    /// <summary>What is known of the seller, what the seller sent, and what was written to the seller. That it was written, when, and its hash stay.</summary>
    public Task<Outcome<CaseRow>> EraseSellerAsync(Caller caller, string caseId) => WithCaseAsync(caller, caseId, async (session, row) =>
    {
        await CasesStore.EraseSellerAsync(session, row);
        await CaseDossiers.EraseAsync(session, row.BrandId, row.CaseId);
        foreach (var text in (await CaseTextsStore.ListAsync(session, row.BrandId, row.CaseId)).Where(text => !text.IsNotice))
        {
            await EraseFilesAsync(session, row.BrandId, text.FileId is { } file ? [file] : []);
            await CaseTextsStore.EraseContentAsync(session, text);
        }

        foreach (var answer in (await CaseAnswersStore.ListAsync(session, row.BrandId, row.CaseId)).Where(answer => answer.Sender == AnswerRow.Seller))
        {
            await EraseFilesAsync(session, row.BrandId, answer.FileIds);
            await CaseAnswersStore.EraseContentAsync(session, answer);
        }

        await ReplyLinksStore.RemoveAsync(session, row);
        await audit.AddAsync(session, caller, new AuditedChange("case.erase_seller", caseId));
        return row with { Seller = null };
    });

    /// <summary>Some of those that were closed before a time; how many.</summary>
    public Task<int> EraseClosedBeforeAsync(long time, int limit, CancellationToken cancellationToken) => database.WriteAsync(
        async session =>
        {
            var old = await CasesStore.ListClosedBeforeAsync(session, time, limit);
            foreach (var row in old)
                await RemoveAsync(session, row);
            return old.Count;
        },
        cancellationToken);

    private async Task RemoveAsync(Session session, CaseRow row)
    {
        await sources.HoldAsync(session, row.BrandId, CaseNeeds.Of(row, await CasesStore.SubjectsAsync(session, row)), CaseNeeds.None);
        var texts = await CaseTextsStore.ListAsync(session, row.BrandId, row.CaseId);
        var answers = await CaseAnswersStore.ListAsync(session, row.BrandId, row.CaseId);
        var steps = await CaseStepsStore.ListAsync(session, row.BrandId, row.CaseId);
        await EraseFilesAsync(session, row.BrandId, [.. texts.Select(text => text.FileId).OfType<long>(), .. answers.SelectMany(answer => answer.FileIds)]);
        foreach (var record in steps.Select(step => step.RecordId).Concat(answers.Select(answer => answer.RecordId)).OfType<long>())
            await LogRecords.EraseAsync(session, row.BrandId, record);
        await CaseDossiers.EraseAsync(session, row.BrandId, row.CaseId);
        await CaseTextsStore.RemoveAsync(session, row);
        await CaseAnswersStore.RemoveAsync(session, row);
        await CaseStepsStore.RemoveAsync(session, row);
        await ReplyLinksStore.RemoveAsync(session, row);
        await CasesStore.RemoveAsync(session, row);
    }

    private static async Task EraseFilesAsync(Session session, long brandId, IEnumerable<long> ids)
    {
        foreach (var id in ids)
            await KeptFiles.EraseAsync(session, brandId, id);
    }

    private async Task<Outcome<CaseRow>> WithCaseAsync(Caller caller, string caseId, Func<Session, CaseRow, Task<Outcome<CaseRow>>> erase)
    {
        if (WholeBrand.Refuse(caller) is { } refused)
            return refused;
        return PublicId.TryParse(caseId, out var id)
            ? await database.TryWriteAsync<CaseRow>(async session =>
            {
                if (await CasesStore.FindAsync(session, caller.BrandId, id) is not { } row)
                    return BrandCases.Unknown(caseId);
                return row.StandsAt is CaseState.Closed or CaseState.Draft ? await erase(session, row) : new Failure("invalid_case", "Close the case first; what is still used in it cannot be erased.");
            })
            : BrandCases.Unknown(caseId);
    }
}

/// <summary>Erases cases that were closed long enough ago. At the start and once a day.</summary>
public sealed class CaseRetention(CaseErasure erasure, EnforcementSettings settings, TimeProvider clock, ILogger<CaseRetention> log) : RepeatedWork(TimeSpan.FromDays(1), clock)
{
    private const int Portion = 10;

    /// <summary>In portions: nobody waits for them long.</summary>
    public Task RunAsync(CancellationToken cancellationToken)
    {
        var time = Clock.GetUtcNow().AddDays(-settings.KeptDays).ToUnixTimeMilliseconds();
        return InPortionsAsync(Portion, () => erasure.EraseClosedBeforeAsync(time, Portion, cancellationToken), cancellationToken);
    }

    protected override Task WorkAsync(CancellationToken cancellationToken) => RunAsync(cancellationToken);

    protected override void LogFailure(DbException exception) => CasesLog.OldNotRemoved(log, exception);
}

using System.Text.Json.Serialization.Metadata;
using Trace.Server.Files;
using Trace.Server.Http;

namespace Trace.Server.Purchases;

/// <summary>One request that records something of a purchase: whose it is comes first, then what it says, then the entry, once.</summary>
public sealed class PurchaseRecording(Idempotency idempotency, FileArrivals arrivals, BrandPurchases purchases, PurchaseEntries entries)
{
    public async Task<IResult> RecordAsync<TRequest>(
        HttpContext context, Caller caller, string purchaseId, TRequest request, JsonTypeInfo<TRequest> type, Func<Task<Outcome<EntryDraft>>> read)
    {
        if (await purchases.MissingAsync(caller, purchaseId) is { } missing)
            return missing;
        // A repeat is answered before anything is done for it: a code is not scanned again.
        var hash = Idempotency.HashOf(context, request, type);
        return await idempotency.FindAnswerAsync(context, caller.Id, hash) ?? await AddAsync(context, caller, purchaseId, hash, await read());
    }

    /// <summary>The same of a form with a file.</summary>
    public async Task<IResult> RecordFileAsync(
        HttpContext context, Caller caller, string purchaseId, FilePurpose purpose, string[] fields, Func<UploadForm, ArrivedFile, DateTimeOffset?, Outcome<EntryDraft>> read)
    {
        if (await purchases.MissingAsync(caller, purchaseId) is { } missing)
            return missing;
        if (!(await UploadForm.ReadAsync(context.Request, caller, arrivals, purpose, fields)).TryGet(out var form, out var failure))
            return failure;
        await using (form)
        {
            if (form.File is not { } file)
                return UploadForm.Missing();
            return PurchaseDrafts.ParseTime(form["at"]).TryGet(out var at, out failure)
                ? await AddAsync(context, caller, purchaseId, Idempotency.HashOf(context, form.Digest()), read(form, file, at))
                : failure;
        }
    }

    private async Task<IResult> AddAsync(HttpContext context, Caller caller, string purchaseId, byte[] hash, Outcome<EntryDraft> read) => read.TryGet(out var draft, out var failure)
        ? await idempotency.CreateAsync(
            context, caller.Id, hash, ServerJson.Default.PurchaseEntryResponse, session => entries.AddAsync(session, caller, purchaseId, draft, context.RequestAborted))
        : failure;
}

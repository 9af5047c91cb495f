using Trace.Server.Audit;
using Trace.Server.Http;
using Trace.Server.Storage;

namespace Trace.Server.Codes;

/// <summary>Orders of batches: for the API and the console alike.</summary>
public sealed class BatchOrders(Idempotency idempotency, Issuing issuing, IssuingQuota quota, AuditTrail audit, TimeProvider clock)
{
    /// <summary>The order as the caller may place it.</summary>
    public Outcome<BatchOrder> Parse(Caller caller, CreateBatchRequest request) =>
        BatchOrder.Parse(request, DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime)).TryGet(out var asked, out var failure) ? CodesApi.InScope(caller, asked) : failure;

    /// <summary>Issues it within its caller's quota, inside a transaction.</summary>
    public async Task<Outcome<Creation<BatchResponse>>> PlaceAsync(Session session, Caller caller, BatchOrder order) =>
        await quota.TakeAsync(session, caller, order.Quantity) is { } tooMuch
            ? tooMuch
            : await CodesApi.RecordAsync(session, audit, caller, "batch.create", await issuing.IssueAsync(session, caller.BrandId, order));

    /// <summary>The same of a form that may be sent twice.</summary>
    public async Task<Outcome<BatchResponse>> PlaceOnceAsync(Caller caller, CreateBatchRequest request, string formKey) =>
        Parse(caller, request).TryGet(out var order, out var failure)
            ? await idempotency.CreateAsync(
                formKey, caller.Id, request, ServerJson.Default.CreateBatchRequest, ServerJson.Default.BatchResponse, session => PlaceAsync(session, caller, order))
            : failure;
}

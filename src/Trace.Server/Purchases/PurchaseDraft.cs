using Trace.Server.Codes;
using Trace.Server.Http;
using Trace.Server.Listings;
using Trace.Server.Storage;

namespace Trace.Server.Purchases;

/// <summary>What is sealed of a purchase, but for the reference of its payment.</summary>
public sealed record PurchaseWords(string OrderNumber, string? SellerHandle, decimal? Paid, string? Currency, string? Note);

/// <summary>A purchase as it was entered, checked.</summary>
public sealed record PurchaseDraft(
    long? ListingId, string Platform, string? Country, string? Gtin, DateOnly? OrderedOn, DateOnly? ReceivedOn, PurchaseWords Words, string? PaymentReference)
{
    public const int MaxTextLength = 100;
    public const int MaxNoteLength = 500;

    public static Outcome<PurchaseDraft> Parse(PurchaseRequest request, DateOnly today)
    {
        if (ListingDraft.PlatformProblem(request.Platform) is { } wrongPlatform)
            return new Failure("invalid_purchase", wrongPlatform.Detail);
        if ((PlainText.Problem(request.OrderNumber, "orderNumber", MaxTextLength)
            ?? PlainText.OptionalProblem(request.SellerHandle, "sellerHandle", ListingDraft.MaxHandleLength)
            ?? PlainText.OptionalProblem(request.PaymentReference, "paymentReference", MaxTextLength)
            ?? PlainText.OptionalProblem(request.Note, "note", MaxNoteLength)
            ?? ListingDraft.MoneyProblem(request.Paid, request.Currency, "paid")
            ?? DayProblem(request, today)) is { } problem)
            return Wrong(problem);
        if (request.Country != null && !Countries.IsKnown(request.Country))
            return Wrong("`country` is two capital letters of ISO 3166-1.");
        Trace.Core.Codes.Gtin gtin = default;
        if (request.Gtin != null && !Trace.Core.Codes.Gtin.TryParse(request.Gtin, out gtin))
            return Wrong("`gtin` is not a GTIN.");
        long listing = 0;
        if (request.Listing != null && !PublicId.TryParse(request.Listing, out listing))
            return Wrong($"There is no listing {request.Listing}.");
        return new PurchaseDraft(
            request.Listing == null ? null : listing,
            request.Platform!.ToLowerInvariant(),
            request.Country,
            request.Gtin == null ? null : gtin.Value,
            request.OrderedOn,
            request.ReceivedOn,
            new PurchaseWords(request.OrderNumber!, request.SellerHandle, request.Paid, request.Currency, request.Note),
            request.PaymentReference);
    }

    internal static Failure Wrong(string problem) => new("invalid_purchase", problem);

    private static string? DayProblem(PurchaseRequest request, DateOnly today) =>
        request.OrderedOn > today || request.ReceivedOn > today ? "`orderedOn` and `receivedOn` are not days to come."
        : request.ReceivedOn < request.OrderedOn ? "`receivedOn` is not before `orderedOn`."
        : null;
}

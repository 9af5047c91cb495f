using System.Globalization;
using Trace.Core.Codes;
using Trace.Server.Audit;
using Trace.Server.Http;
using Trace.Server.Storage;

namespace Trace.Server.Codes;

/// <summary>Batches and their codes.</summary>
public static class CodesApi
{
    private const string KeysPath = "/.well-known/trace-keys.json";
    private const int MaxManifestCount = 10_000_000;

    public static void MapCodes(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/api/v1/batches").WithTags("Codes").RequireAuthorization(Policies.Issuing);
        group.MapPost("", CreateAsync).WithName("CreateBatch")
            .WithSummary("Order a batch of codes")
            .WithProblems("invalid_gtin", "unknown_gtin", "no_signing_key", "invalid_batch", "invalid_quantity", "invalid_date", "quota_exceeded")
            .Produces<BatchResponse>(StatusCodes.Status201Created);
        group.MapGet("", ListAsync).WithName("ListBatches")
            .WithSummary("List batches, newest first")
            .Produces<Page<BatchResponse>>();
        group.MapGet("/{id}", GetAsync).WithName("GetBatch")
            .WithSummary("One batch, with how many units have each status")
            .Produces<BatchResponse>();
        group.MapGet("/{id}/codes", StreamCodesAsync).WithName("StreamCodes")
            .WithoutRequestTimeout()
            .WithSummary("The codes of a batch, streamed as CSV or NDJSON")
            .WithProblems("invalid_range")
            .WithLines<CodeLine>()
            .Produces<string>(contentType: "text/csv", additionalContentTypes: "application/x-ndjson");
        group.MapGet("/{id}/codes/manifest", GetManifestAsync).WithName("GetManifest")
            .WithoutRequestTimeout()
            .WithSummary("Count, SHA-256, first and last serial of a list of codes")
            .WithProblems("invalid_range")
            .Produces<ManifestResponse>();
        app.MapMethods(KeysPath, [HttpMethods.Head], GetKeysAsync).AllowAnonymous().ExcludeFromDescription();
        app.MapGet(KeysPath, GetKeysAsync).WithTags("Codes").WithName("GetKeys")
            .WithSummary("The public signing keys, for offline verification")
            .Produces<KeysDocument>();
    }

    public static Failure UnknownBatch(string id) => new("not_found", $"There is no batch {id}.");

    /// <summary>The batch if the caller may see it.</summary>
    public static async Task<Outcome<Batch>> FindAsync(Database database, Caller caller, string id)
    {
        if (!BatchId.TryParse(id, out var number))
            return UnknownBatch(id);
        var batch = await database.ReadAsync(session => BatchesStore.FindAsync(session, caller.BrandId, number));
        return batch != null && caller.MayUse(batch.Gtin.Value) && caller.MayUseSite(batch.Site) ? batch : UnknownBatch(id);
    }

    /// <summary>The order as the caller may place it: for the caller's one site, if it is limited to one.</summary>
    public static Outcome<BatchOrder> InScope(Caller caller, BatchOrder order)
    {
        if (!caller.MayUse(order.Gtin.Value))
            return new Failure("unknown_gtin", $"This key may not use GTIN {order.Gtin}.");
        if (!caller.MayUseSite(order.Site))
            return new Failure("invalid_batch", $"This key may not order for site {order.Site}.");
        return order.Site == null && caller.Sites.Count == 1 ? order with { Site = caller.Sites.Single() } : order;
    }

    /// <summary>An index range of a batch, whole if nothing is said.</summary>
    public static Outcome<(long From, long Count)> ParseRange(Batch batch, long? from, long? count, long? defaultCount = null)
    {
        var start = from ?? 0;
        var length = count ?? Math.Min(defaultCount ?? long.MaxValue, batch.Quantity - start);
        if (start >= 0 && start < batch.Quantity && length >= 1 && length <= batch.Quantity - start)
            return (start, length);
        return new Failure("invalid_range", string.Create(
            CultureInfo.InvariantCulture,
            $"Batch {batch.Id} has indexes 0 to {batch.Quantity - 1}; {(count == null ? $"from {start}" : $"from {start} count {length}")} is not inside."));
    }

    public static BatchResponse ToResponse(Batch batch) => new(
        batch.Id,
        batch.Number,
        batch.Gtin.Value,
        batch.Imported ? "imported" : "derived",
        Words.Of(batch.Profile),
        batch.Quantity,
        batch.Ordered,
        batch.Overrun,
        batch.Samples,
        batch.Lot,
        batch.Expiry?.ToString(),
        batch.Market,
        [.. batch.LotInCode ? ["lot"] : Array.Empty<string>(), .. batch.ExpiryInCode ? ["expiry"] : Array.Empty<string>()],
        batch.Activate,
        batch.Specimen,
        batch.KeyId,
        batch.Host,
        batch.Site,
        batch.CreatedAt,
        batch.Cover);

    private static async Task<IResult> CreateAsync(CreateBatchRequest request, Caller caller, HttpContext context, Idempotency idempotency, BatchOrders orders)
    {
        if (!orders.Parse(caller, request).TryGet(out var order, out var failure))
            return failure;
        return await idempotency.CreateAsync(
            context,
            caller.Id,
            Idempotency.HashOf(context, request, ServerJson.Default.CreateBatchRequest),
            ServerJson.Default.BatchResponse,
            session => orders.PlaceAsync(session, caller, order));
    }

    /// <summary>Whoever holds the codes can print them: to be called before the first leaves, so that it is on record who asked.</summary>
    public static Task RecordDownloadAsync(
        Database database, AuditTrail audit, Caller caller, string action, Batch batch, (long From, long Count) range, bool withCover) =>
        database.WriteAsync(session => audit.AddAsync(
            session, caller, new AuditedChange(action, batch.Id, New: withCover ? new { range.From, range.Count, Cover = true } : new { range.From, range.Count })));

    /// <summary>Whether covered codes are wanted, of a batch that has them.</summary>
    public static Outcome<bool> ParseCover(Batch batch, bool? cover) => cover != true || batch.Cover
        ? cover == true
        : new Failure("invalid_request", $"`cover`: batch {batch.Id} was ordered without covered codes.");

    /// <summary>Records an issued batch in the trail and makes the answer to it.</summary>
    public static async Task<Outcome<Creation<BatchResponse>>> RecordAsync(
        Session session, AuditTrail audit, Caller caller, string action, Outcome<Batch> issued)
    {
        if (!issued.TryGet(out var batch, out var failure))
            return failure;
        var response = ToResponse(batch);
        await audit.AddAsync(session, caller, new AuditedChange(action, batch.Id, New: response));
        return new Creation<BatchResponse>(response, $"/api/v1/batches/{batch.Id}");
    }

    private static async Task<IResult> ListAsync(string? gtin, string? cursor, int? limit, Caller caller, Database database)
    {
        if (!Paging.ParseByTime<uint>(cursor, limit, BatchId.TryParse, 0).TryGet(out var page, out var problem))
            return problem;
        if (gtin != null && !Gtin.TryParse(gtin, out _))
            return new Failure("invalid_request", "`gtin` is not a GTIN.");
        var batches = await database.ReadAsync(
            session => BatchesStore.ListAsync(
                session, caller, Gtin.TryParse(gtin, out var parsed) ? parsed.Value : null, page.Before, page.Size + 1));
        return TypedResults.Ok(Paging.Of(
            batches, page.Size, ToResponse, batch => Paging.CursorOf(batch.CreatedAt.ToUnixTimeMilliseconds(), batch.Id)));
    }

    private static async Task<IResult> GetAsync(string id, Caller caller, Database database, BatchCatalog catalog)
    {
        if (!(await FindAsync(database, caller, id)).TryGet(out var batch, out var failure))
            return failure;
        var timeline = await catalog.TimelineAsync(batch);
        return TypedResults.Ok(ToResponse(batch) with
        {
            Statuses = timeline.Count(batch.Quantity).ToDictionary(pair => Words.Of(pair.Key), pair => pair.Value, StringComparer.Ordinal),
        });
    }

    private static Task<IResult> StreamCodesAsync(
        string id, string? format, long? from, long? count, bool? cover, Caller caller, Database database, CodeExport codes, AuditTrail audit, HttpContext context) =>
        StreamAsync(id, format, (from, count, cover), caller, (database, codes, audit), context, progress: null);

    /// <summary>For the API and the console alike.</summary>
    /// <param name="progress">Told how many codes more are written.</param>
    internal static async Task<IResult> StreamAsync(
        string id,
        string? format,
        (long? From, long? Count, bool? Cover) asked,
        Caller caller,
        (Database Database, CodeExport Codes, AuditTrail Audit) of,
        HttpContext context,
        IProgress<long>? progress)
    {
        if (!(await FindAsync(of.Database, caller, id)).TryGet(out var batch, out var failure)
            || !ParseFormat(format).TryGet(out var parsed, out failure)
            || !ParseRange(batch, asked.From, asked.Count).TryGet(out var range, out failure)
            || !ParseCover(batch, asked.Cover).TryGet(out var withCover, out failure))
        {
            return failure;
        }

        await RecordDownloadAsync(of.Database, of.Audit, caller, "batch.download_codes", batch, range, withCover);
        return TypedResults.Stream(
            output => of.Codes.WriteAsync(new CodeList(batch, parsed, range.From, range.Count, withCover), output, context.RequestAborted, progress),
            parsed == CodeListFormat.Csv ? "text/csv; charset=utf-8" : "application/x-ndjson",
            $"{batch.Id}-{range.From}-{range.Count}.{(parsed == CodeListFormat.Csv ? "csv" : "ndjson")}");
    }

    private static async Task<IResult> GetManifestAsync(
        string id, string? format, long? from, long? count, bool? cover, Caller caller, Database database, CodeExport codes, CancellationToken cancellationToken)
    {
        if (!(await FindAsync(database, caller, id)).TryGet(out var batch, out var failure)
            || !ParseFormat(format).TryGet(out var parsed, out failure)
            || !ParseRange(batch, from, count).TryGet(out var range, out failure)
            || !ParseCover(batch, cover).TryGet(out var withCover, out failure))
        {
            return failure;
        }

        if (range.Count > MaxManifestCount)
            return new Failure("invalid_range", string.Create(CultureInfo.InvariantCulture, $"A manifest covers at most {MaxManifestCount:N0} codes; ask for parts with `from` and `count`."));

        var (sizeBytes, sha256) = await codes.DigestAsync(new CodeList(batch, parsed, range.From, range.Count, withCover), cancellationToken);
        return TypedResults.Ok(new ManifestResponse(
            ToResponse(batch),
            format ?? "csv",
            range.From,
            range.Count,
            sizeBytes,
            sha256,
            await codes.SerialAsync(batch, range.From, cancellationToken),
            await codes.SerialAsync(batch, range.From + range.Count - 1, cancellationToken),
            withCover));
    }

    private static async Task<IResult> GetKeysAsync(PublishedKeys keys, HttpContext context)
    {
        context.Response.Headers.CacheControl = "public, max-age=300";
        context.Response.Headers.AccessControlAllowOrigin = "*";
        return TypedResults.Bytes(await keys.GetAsync(), MediaTypes.Json);
    }

    public static Outcome<CodeListFormat> ParseFormat(string? format) => format switch
    {
        null or "csv" => CodeListFormat.Csv,
        "ndjson" => CodeListFormat.Ndjson,
        _ => new Failure("invalid_request", "`format` is csv or ndjson."),
    };
}

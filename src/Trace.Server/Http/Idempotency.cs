using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Trace.Server.Storage;

namespace Trace.Server.Http;

/// <summary>Creating things once: <c>Idempotency-Key</c> as Stripe does it.</summary>
/// <remarks>
/// Same key, same request: the first answer again, with <c>Idempotent-Replayed: true</c>. Same key, another request: 422. The answer
/// is stored in the transaction that creates the thing, so a crash leaves both or neither. Failures are not kept. Kept 48 hours.
/// </remarks>
public sealed class Idempotency(Database database, TimeProvider clock)
{
    public const string Header = "Idempotency-Key";
    private const int MaxKeyLength = 255;
    private static readonly TimeSpan Kept = TimeSpan.FromHours(48);

    /// <summary>The digest that says whether two requests are the same: address and content.</summary>
    public static byte[] HashOf<T>(HttpContext context, T request, JsonTypeInfo<T> type) =>
        HashOf(context, SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(request, type)));

    public static byte[] HashOf(HttpContext context, ReadOnlySpan<byte> contentHash) =>
        SHA256.HashData([.. Encoding.UTF8.GetBytes($"{context.Request.Path}{context.Request.QueryString}\n"), .. contentHash]);

    /// <summary>Runs a creation once and answers 201 with its JSON and <c>Location</c>.</summary>
    /// <param name="context">The request, for its Idempotency-Key.</param>
    /// <param name="scope">Whose keys these are: the API key's id.</param>
    /// <param name="requestHash">From <see cref="HashOf{T}"/>.</param>
    /// <param name="type">How the answer is written.</param>
    /// <param name="create">Creates the thing inside the transaction.</param>
    /// <param name="shownOnce">The answer holds a secret: a repeat gets 409 without it.</param>
    public async Task<IResult> CreateAsync<T>(
        HttpContext context,
        long scope,
        byte[] requestHash,
        JsonTypeInfo<T> type,
        Func<Session, Task<Outcome<Creation<T>>>> create,
        bool shownOnce = false)
    {
        if (!TryReadKey(context, out var key, out var problem))
            return problem;
        var outcome = await database.TryWriteAsync(
            async session => await RunAsync(session, scope, key, requestHash, type, create, shownOnce), context.RequestAborted);
        return outcome.TryGet(out var answer, out var failure) ? answer : failure;
    }

    /// <summary>The same for a form of our pages, which makes its own key: sent twice, by a double click or after a lost connection, it creates one thing.</summary>
    /// <param name="key">Of the form.</param>
    /// <param name="scope">Whose keys these are: the account's id.</param>
    /// <param name="request">What the form says.</param>
    /// <param name="requestType">How that is written.</param>
    /// <param name="type">How the answer is written.</param>
    /// <param name="create">Creates the thing inside the transaction.</param>
    public async Task<Outcome<T>> CreateAsync<TRequest, T>(
        string key, long scope, TRequest request, JsonTypeInfo<TRequest> requestType, JsonTypeInfo<T> type, Func<Session, Task<Outcome<Creation<T>>>> create)
    {
        var hash = SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(request, requestType));
        var outcome = await database.TryWriteAsync(session => RunAsync(session, scope, key, hash, type, create, shownOnce: false));
        return outcome.TryGet(out var answer, out var failure) ? JsonSerializer.Deserialize(answer.Body, type)! : failure;
    }

    /// <summary>The first answer to this request, or why its key cannot be used again; null if it is the first with its key.</summary>
    /// <remarks>For creations that do much before their last transaction.</remarks>
    public async Task<IResult?> FindAnswerAsync(HttpContext context, long scope, byte[] requestHash)
    {
        if (!TryReadKey(context, out var key, out var problem))
            return problem;
        if (key == null || await database.ReadAsync(session => IdempotencyStore.FindAsync(session, scope, key)) is not { } earlier)
            return null;
        return Repeat(earlier, requestHash).TryGet(out var answer, out var failure) ? answer : failure;
    }

    private async Task<Outcome<Answer>> RunAsync<T>(
        Session session,
        long scope,
        string? key,
        byte[] requestHash,
        JsonTypeInfo<T> type,
        Func<Session, Task<Outcome<Creation<T>>>> create,
        bool shownOnce)
    {
        var now = clock.GetUtcNow();
        if (key != null)
        {
            await IdempotencyStore.TakeTurnAsync(session, scope, key);
            await IdempotencyStore.ForgetBeforeAsync(session, (now - Kept).ToUnixTimeMilliseconds());
            if (await IdempotencyStore.FindAsync(session, scope, key) is { } earlier)
                return Repeat(earlier, requestHash);
        }

        var outcome = await create(session);
        if (!outcome.TryGet(out var created, out var failure))
            return failure;
        var body = JsonSerializer.SerializeToUtf8Bytes(created.Value, type);
        if (key != null)
        {
            await IdempotencyStore.AddAsync(session, new IdempotencyRow(
                scope,
                key,
                requestHash,
                shownOnce ? StatusCodes.Status409Conflict : StatusCodes.Status201Created,
                created.Location,
                shownOnce ? [] : body,
                now.ToUnixTimeMilliseconds()));
        }

        return new Answer(StatusCodes.Status201Created, created.Location, body, Replayed: false);
    }

    private static Outcome<Answer> Repeat(IdempotencyRow earlier, byte[] requestHash)
    {
        if (!earlier.RequestHash.AsSpan().SequenceEqual(requestHash))
            return new Failure("idempotency_key_reused", $"`{Header}` {earlier.IdempotencyKey} came first with another address or body.");
        return earlier.Status == StatusCodes.Status409Conflict
            ? new Failure("already_created", "It was created by the first request with this Idempotency-Key; the secret is not kept.")
            : new Answer((int)earlier.Status, earlier.Location, earlier.Body, Replayed: true);
    }

    private static bool TryReadKey(HttpContext context, out string? key, out Failure problem)
    {
        problem = null!;
        key = null;
        if (!context.Request.Headers.TryGetValue(Header, out var values))
            return true;
        key = values.ToString();
        if (key.Length is > 0 and <= MaxKeyLength && values.Count == 1 && key.All(c => c is > ' ' and < '\x7f'))
            return true;
        problem = new Failure(
            "invalid_request",
            string.Create(CultureInfo.InvariantCulture, $"`{Header}` is 1 to {MaxKeyLength} visible ASCII characters, sent once."));
        return false;
    }

    private sealed record Answer(int Status, string? Location, byte[] Body, bool Replayed) : IResult
    {
        public async Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.StatusCode = Status;
            httpContext.Response.ContentType = "application/json; charset=utf-8";
            httpContext.Response.Headers.Location = Location;
            httpContext.Response.Headers.CacheControl = "no-store";
            if (Replayed)
                httpContext.Response.Headers["Idempotent-Replayed"] = "true";
            await httpContext.Response.Body.WriteAsync(Body, httpContext.RequestAborted);
        }
    }
}

/// <summary>What was created: the answer's JSON and where it lives.</summary>
public sealed record Creation<T>(T Value, string? Location);

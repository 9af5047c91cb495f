namespace Trace.Server.Dossiers;

/// <summary>The public keys that sign evidence packs, for anyone: <c>/evidence/key</c>, beside the log's <c>/log/key</c>.</summary>
public static class PackKeyApi
{
    private const string Text = "text/plain; charset=utf-8";

    private static readonly string[] Reading = [HttpMethods.Get, HttpMethods.Head];

    public static void MapPackKey(this IEndpointRouteBuilder app) =>
        app.MapMethods("/evidence/key", Reading, GetAsync).AllowAnonymous().ExcludeFromDescription();

    /// <summary>Verifier keys, one a line: the one that signs now, and behind it those of earlier names.</summary>
    private static async Task<IResult> GetAsync(HttpContext context, PackKeys keys)
    {
        context.Response.Headers.CacheControl = "no-cache";
        var lines = (await keys.ListAsync()).Select(row => $"{row.Verifier}\n");
        return TypedResults.Text(string.Concat(lines), Text);
    }
}

using Microsoft.Net.Http.Headers;

namespace Trace.Server.Web.Offline;

/// <summary>The page on which inspectors check labels without network: files alone.</summary>
public static class OfflinePage
{
    /// <summary>Scripts, styles and pictures of our own files; the decoder in WebAssembly; calls to this server. Nothing inline, nothing from elsewhere.</summary>
    public const string ContentSecurityPolicy =
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self'; connect-src 'self'; worker-src 'self'; "
        + "manifest-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'";

    private const string CameraOnly =
        "accelerometer=(), camera=(self), display-capture=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), payment=(), usb=()";

    public static void AddOfflinePage(this IServiceCollection services) =>
        services.Configure<RouteOptions>(options => options.SetParameterPolicy<OfflineFilePath>(OfflineFilePath.Name));

    public static void MapOfflinePage(this IEndpointRouteBuilder app) =>
        app.MapMethods($"{OfflineFiles.Root}{{**file:{OfflineFilePath.Name}}}", [HttpMethods.Get, HttpMethods.Head], (HttpContext context, string? file) => Send(context, OfflineFiles.Find(file)!))
            .AllowAnonymous().ExcludeFromDescription();

    private static IResult Send(HttpContext context, OfflineFile file)
    {
        // The files name each other relative to the folder.
        if (file.Path == OfflineFiles.Root && context.Request.Path.Value?.EndsWith('/') != true)
            return TypedResults.Redirect(OfflineFiles.Root);

        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = ContentSecurityPolicy;
        headers["Permissions-Policy"] = CameraOnly;
        // Asked for anew each time, and hardly ever sent anew.
        headers.CacheControl = "no-cache";
        headers.Vary = "Accept-Encoding";
        var content = file.Content;
        var tag = file.Tag;
        if (AcceptsGzip(context.Request) && file.Compressed is { } compressed)
        {
            headers.ContentEncoding = "gzip";
            content = compressed;
            tag += "-gzip";
        }

        return TypedResults.Bytes(content, file.ContentType, entityTag: new EntityTagHeaderValue($"\"{tag}\""));
    }

    private static bool AcceptsGzip(HttpRequest request) =>
        StringWithQualityHeaderValue.TryParseList(request.Headers.AcceptEncoding, out var accepted)
        && accepted.Any(encoding => encoding.Value.Equals("gzip", StringComparison.OrdinalIgnoreCase) && encoding.Quality != 0);
}

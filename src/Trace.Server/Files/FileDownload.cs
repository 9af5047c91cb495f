using System.Globalization;
using Microsoft.Net.Http.Headers;

namespace Trace.Server.Files;

/// <summary>A kept file as it is given out: to be saved, never shown as a page of ours, whatever is in it.</summary>
public sealed class FileDownload(KeptFile file, Stream content) : IResult
{
    /// <summary>Types that no browser runs; all others are bytes.</summary>
    private static readonly string[] Harmless = [FileTypes.Png, FileTypes.Jpeg, FileTypes.WebP, FileTypes.Pdf, FileTypes.Text];

    public const string Bytes = "application/octet-stream";

    public static string TypeOf(string mediaType) => Harmless.Contains(mediaType, StringComparer.Ordinal) ? mediaType : Bytes;

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        await using (content)
        {
            var response = httpContext.Response;
            response.ContentType = TypeOf(file.MediaType);
            response.ContentLength = file.SizeBytes;
            var disposition = new ContentDispositionHeaderValue("attachment");
            disposition.SetHttpFileName(file.Name);
            response.Headers.ContentDisposition = disposition.ToString();
            response.Headers.ContentSecurityPolicy = "sandbox; default-src 'none'; frame-ancestors 'none'";
            response.Headers.CacheControl = "private, no-store";
            response.Headers["Repr-Digest"] = string.Create(CultureInfo.InvariantCulture, $"sha-256=:{Convert.ToBase64String(Convert.FromHexString(file.Sha256))}:");
            await content.CopyToAsync(response.Body, httpContext.RequestAborted);
        }
    }
}

using System.Text;
using Microsoft.Net.Http.Headers;

namespace Trace.Server.Http;

/// <summary>Refuses bodies in a charset this machine cannot read: the framework would fail on them as if it were our mistake.</summary>
public sealed class KnownCharset(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context) =>
        MediaTypeHeaderValue.TryParse(context.Request.ContentType, out var type) && type.Charset is { HasValue: true } charset && !IsKnown(HeaderUtilities.RemoveQuotes(charset).ToString())
            ? Problems.WriteAsync(context, Problems.ForStatus(StatusCodes.Status415UnsupportedMediaType))
            : next(context);

    private static bool IsKnown(string charset)
    {
        try
        {
            return Encoding.GetEncoding(charset) != null;
        }
        catch (Exception exception) when (exception is ArgumentException or NotSupportedException)
        {
            return false;
        }
    }
}

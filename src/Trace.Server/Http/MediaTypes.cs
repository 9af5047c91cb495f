namespace Trace.Server.Http;

/// <summary>The media types of our bodies.</summary>
public static class MediaTypes
{
    public const string Json = "application/json";
    public const string Ndjson = "application/x-ndjson";
    public const string Csv = "text/csv";

    /// <summary>A form with a file.</summary>
    public const string Form = "multipart/form-data";

    /// <summary>Whether a request's body has this type, parameters such as charset aside.</summary>
    public static bool Is(HttpRequest request, string mediaType) =>
        Microsoft.Net.Http.Headers.MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
        && type.MediaType.Equals(mediaType, StringComparison.OrdinalIgnoreCase);
}

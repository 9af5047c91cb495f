using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Trace.Server.Http;

/// <summary>JSON bodies of addresses that take more than one media type.</summary>
public static class JsonBody
{
    public static async Task<Outcome<T>> ReadAsync<T>(HttpRequest request, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return await request.ReadFromJsonAsync(type, request.HttpContext.RequestAborted) is { } body
                ? body
                : new Failure("invalid_json", "The body is null.");
        }
        catch (JsonException exception)
        {
            return new Failure("invalid_json", Describe(exception));
        }
    }

    /// <summary>Where the JSON was wrong, without the names of our types.</summary>
    /// <param name="exception">What the reader threw.</param>
    /// <param name="whole">What was read, when not a part of it is meant.</param>
    public static string Describe(JsonException exception, string whole = "The body")
    {
        var place = string.IsNullOrEmpty(exception.Path) || exception.Path == "$" ? whole : $"`{exception.Path}`";
        var line = exception.LineNumber is { } number ? $" (line {number + 1}, byte {exception.BytePositionInLine + 1})" : "";
        var known = exception.Message.Contains("could not be mapped", StringComparison.Ordinal) ? "is not a member this address knows"
            : exception.Message.Contains("Duplicate", StringComparison.OrdinalIgnoreCase) ? "appears twice"
            : "is not the JSON this address expects";
        return $"{place} {known}{line}.";
    }
}

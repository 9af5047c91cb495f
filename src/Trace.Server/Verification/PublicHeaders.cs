namespace Trace.Server.Verification;

/// <summary>Headers of every answer to a check: never cached, and the code's address goes nowhere else.</summary>
public static class PublicHeaders
{
    public static void Set(HttpResponse response)
    {
        response.Headers.CacheControl = "no-store";
        response.Headers["Referrer-Policy"] = "no-referrer";
    }
}

using System.Net.Http.Headers;
using Trace.Cli.Server;

namespace Trace.Cli.Labels;

/// <summary>The formats of labels and what an answer that holds them calls itself.</summary>
internal static class LabelMedia
{
    public const string Zpl = "zpl";
    private const string Zip = "application/zip";

    public static IReadOnlyList<string> Formats { get; } = ["pdf", "svg", "png", Zpl];

    /// <summary>Throws unless these are labels: a sign-in page of some network must not become a PDF, or be printed.</summary>
    public static void Check(string? format, HttpContentHeaders headers)
    {
        string[] expected = format switch
        {
            "svg" => ["image/svg+xml", Zip],
            "png" => ["image/png", Zip],
            Zpl => ["text/plain"],
            _ => ["application/pdf"],
        };
        if (!expected.Contains(headers.ContentType?.MediaType, StringComparer.OrdinalIgnoreCase))
            throw ServerClient.Unexpected();
    }

    /// <summary>Whether a terminal can show it.</summary>
    public static bool IsText(HttpContentHeaders headers) => headers.ContentType?.MediaType is "text/plain" or "image/svg+xml";
}

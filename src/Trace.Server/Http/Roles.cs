namespace Trace.Server.Http;

/// <summary>The roles of API.md, as they are written in JSON and in the database.</summary>
public static class Roles
{
    public const string Owner = "owner";
    public const string BrandAdmin = "brand_admin";
    public const string BrandViewer = "brand_viewer";
    public const string Factory = "factory";
    public const string Inspector = "inspector";

    /// <summary>Those a brand's key can have.</summary>
    public static readonly IReadOnlyList<string> OfBrands = [BrandAdmin, BrandViewer, Factory, Inspector];

    /// <summary>Those that read scans and what they show.</summary>
    public static readonly IReadOnlyList<string> ReadingScans = [BrandAdmin, BrandViewer, Inspector];

    /// <summary>Those that work on cases against offers.</summary>
    public static readonly IReadOnlyList<string> WorkingOnCases = [BrandAdmin, Inspector];
}

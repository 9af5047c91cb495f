using Trace.Testing;

namespace Trace.Server.Tests.Sellers;

/// <summary>Sellers as brands enter them, and what the public is told of them.</summary>
internal static class TestSellers
{
    public const string Path = "/api/v1/sellers";

    public static object Of(
        string? domain = null,
        string list = "authorized",
        string name = "Olivenhaus",
        string? reference = null,
        string? platform = null,
        string? handle = null,
        string[]? gtins = null,
        string[]? territories = null,
        string? from = null,
        string? until = null,
        string? notes = null) => new { list, name, reference, shops = new[] { new { platform, handle, domain } }, gtins, territories, from, until, notes };

    public static async Task<string> AddSellerAsync(this TestBrand brand, object seller) => (await brand.Admin.PostAsync(Path, seller)).Text("id");

    public static Task<Answer> AskAsync(this RunningServer server, string query) => server.Public.GetAnswerAsync($"{Path}/check?{query}");

    public static async Task<bool> IsListedAsync(this RunningServer server, string query) =>
        (await server.AskAsync(query)).AssertStatus(200).Json.GetProperty("listed").GetBoolean();
}

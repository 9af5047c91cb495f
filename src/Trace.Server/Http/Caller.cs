using System.Security.Claims;

namespace Trace.Server.Http;

/// <summary>Who asks: the API key behind the request, its role, its brand and the GTINs it is limited to.</summary>
/// <param name="KeyId">The API key.</param>
/// <param name="Role">One of <see cref="Roles"/>.</param>
/// <param name="BrandId">The brand; 0 for the owner, who has none.</param>
/// <param name="Gtins">The GTINs the key is limited to; empty means all of the brand.</param>
public sealed record Caller(long KeyId, string Role, long BrandId, IReadOnlySet<string> Gtins)
{
    private const string KeyClaim = "trace:key";
    private const string BrandClaim = "trace:brand";
    private const string GtinClaim = "trace:gtin";

    public bool MayUse(string gtin) => Gtins.Count == 0 || Gtins.Contains(gtin);

    public static ValueTask<Caller?> BindAsync(HttpContext context) => new(From(context.User));

    public ClaimsPrincipal ToPrincipal(string scheme)
    {
        var claims = new List<Claim>
        {
            new(ClaimTypes.Role, Role),
            new(KeyClaim, PublicIdOf(KeyId)),
            new(BrandClaim, PublicIdOf(BrandId)),
        };
        claims.AddRange(Gtins.Select(gtin => new Claim(GtinClaim, gtin)));
        return new ClaimsPrincipal(new ClaimsIdentity(claims, scheme));
    }

    private static Caller? From(ClaimsPrincipal user) =>
        user.FindFirstValue(ClaimTypes.Role) is not { } role
            ? null
            : new Caller(
                IdOf(user.FindFirstValue(KeyClaim)),
                role,
                IdOf(user.FindFirstValue(BrandClaim)),
                user.FindAll(GtinClaim).Select(claim => claim.Value).ToHashSet(StringComparer.Ordinal));

    private static string PublicIdOf(long id) => Storage.PublicId.Format(id);

    private static long IdOf(string? text) => Storage.PublicId.TryParse(text, out var id) ? id : 0;
}

using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Claims;
using Trace.Server.Storage;

namespace Trace.Server.Http;

/// <summary>What stands behind a request.</summary>
public enum ActorKind
{
    /// <summary>A machine with an API key.</summary>
    ApiKey,

    /// <summary>A person who signed in.</summary>
    Account,

    /// <summary>The server itself, or its command line.</summary>
    System,
}

/// <summary>Who asks: an API key or a person, the role, the brand, and what they are limited to.</summary>
/// <param name="Id">The API key or account; 0 for the server itself.</param>
/// <param name="Kind">What <paramref name="Id"/> is.</param>
/// <param name="Role">One of <see cref="Roles"/>.</param>
/// <param name="BrandId">The brand; 0 for the owner, who has none.</param>
/// <param name="Gtins">The GTINs the caller is limited to; empty means all of the brand.</param>
/// <param name="Sites">The sites the caller is limited to; empty means all of the brand.</param>
public sealed record Caller(
    long Id, ActorKind Kind, string Role, long BrandId, IReadOnlySet<string> Gtins, IReadOnlySet<string> Sites)
{
    private const string IdClaim = "trace:id";
    private const string KindClaim = "trace:kind";
    private const string BrandClaim = "trace:brand";
    private const string GtinClaim = "trace:gtin";
    private const string SiteClaim = "trace:site";
    private const string SessionClaim = "trace:session";
    private const string ExpiryClaim = "trace:expires";
    private static readonly IReadOnlySet<string> Unlimited = new HashSet<string>(StringComparer.Ordinal);

    /// <summary>Where the request came from, coarsely: the /24 or /48 network of its address. For the audit trail.</summary>
    public string? Network { get; init; }

    /// <summary>The session of a person; 0 for a machine.</summary>
    public long SessionId { get; init; }

    /// <summary>When the API key that asks expires; null for one that does not, and for people.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    public bool IsLimited => Gtins.Count > 0 || Sites.Count > 0;

    public bool MayUse(string gtin) => Gtins.Count == 0 || Gtins.Contains(gtin);

    /// <summary>What belongs to no site belongs to all.</summary>
    public bool MayUseSite(string? site) => Sites.Count == 0 || site == null || Sites.Contains(site);

    /// <summary>Whether this brand is the caller's own, or the caller owns the deployment.</summary>
    public bool MayManage(long brandId) => Role == Roles.Owner || BrandId == brandId;

    /// <summary>The server itself, doing a brand's work.</summary>
    public static Caller System(long brandId) => new(0, ActorKind.System, Roles.BrandAdmin, brandId, Unlimited, Unlimited);

    public static ValueTask<Caller?> BindAsync(HttpContext context) =>
        new(From(context.User) is { } caller ? caller with { Network = NetworkOf(context.Connection.RemoteIpAddress) } : null);

    public ClaimsPrincipal ToPrincipal(string scheme)
    {
        var claims = new List<Claim>
        {
            new(ClaimTypes.Role, Role),
            new(IdClaim, PublicId.Format(Id)),
            new(KindClaim, Kind.ToString()),
            new(BrandClaim, PublicId.Format(BrandId)),
            new(SessionClaim, PublicId.Format(SessionId)),
        };
        if (ExpiresAt is { } end)
            claims.Add(new Claim(ExpiryClaim, end.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture)));
        claims.AddRange(Gtins.Select(gtin => new Claim(GtinClaim, gtin)));
        claims.AddRange(Sites.Select(site => new Claim(SiteClaim, site)));
        return new ClaimsPrincipal(new ClaimsIdentity(claims, scheme));
    }

    /// <summary>192.0.2.0/24 for IPv4, 2001:db8:1::/48 for IPv6: where roughly, never who.</summary>
    public static string? NetworkOf(IPAddress? address)
    {
        if (address == null)
            return null;
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        var length = address.AddressFamily == AddressFamily.InterNetwork ? 24 : 48;
        var bytes = address.GetAddressBytes();
        bytes.AsSpan(length / 8).Clear();
        return new IPNetwork(new IPAddress(bytes), length).ToString();
    }

    /// <summary>Whether a person signed in, and no machine.</summary>
    public static bool IsPerson(ClaimsPrincipal user) => user.HasClaim(KindClaim, nameof(ActorKind.Account));

    /// <summary>Null for nobody.</summary>
    public static Caller? From(ClaimsPrincipal user) =>
        user.FindFirstValue(ClaimTypes.Role) is not { } role
            ? null
            : new Caller(
                IdOf(user.FindFirstValue(IdClaim)),
                Enum.Parse<ActorKind>(user.FindFirstValue(KindClaim)!),
                role,
                IdOf(user.FindFirstValue(BrandClaim)),
                AllOf(user, GtinClaim),
                AllOf(user, SiteClaim))
            {
                SessionId = IdOf(user.FindFirstValue(SessionClaim)),
                ExpiresAt = user.FindFirstValue(ExpiryClaim) is { } end
                    ? DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(end, CultureInfo.InvariantCulture))
                    : null,
            };

    private static HashSet<string> AllOf(ClaimsPrincipal user, string claim) =>
        user.FindAll(claim).Select(found => found.Value).ToHashSet(StringComparer.Ordinal);

    private static long IdOf(string? text) => PublicId.TryParse(text, out var id) ? id : 0;
}

using Trace.Core.Evidence;

namespace Trace.Server.Dossiers;

/// <summary>How packs are signed, and who is asked for timestamps.</summary>
/// <param name="KeyName"><c>Evidence:KeyName</c>: the name of the key that signs packs; else the host of <c>PublicUrl</c> and <c>/evidence</c>.</param>
/// <param name="Authorities"><c>Timestamps:Authorities</c>: addresses of time-stamp authorities, separated by commas.</param>
/// <param name="PublicUrl">Where readers of a dossier find the keys; empty where none is set.</param>
public sealed record DossierSettings(string KeyName, IReadOnlyList<Uri> Authorities, string PublicUrl)
{
    private const int MaxNameLength = 200;
    private const int MaxAuthorities = 8;

    /// <exception cref="InvalidOperationException">A name or address that cannot be one.</exception>
    public static DossierSettings From(IConfiguration configuration)
    {
        var url = configuration["PublicUrl"]?.TrimEnd('/') ?? "";
        var name = configuration["Evidence:KeyName"] ?? (Uri.TryCreate(url, UriKind.Absolute, out var host) ? $"{host.Authority}/evidence" : "localhost/evidence");
        if (name.Length is 0 or > MaxNameLength || name.Any(character => character is <= ' ' or '+' or > '~'))
            throw new InvalidOperationException("Evidence:KeyName is the name of the key that signs evidence packs, such as trace.example.com/evidence.");
        var authorities = (configuration["Timestamps:Authorities"] ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(Parse).ToList();
        return authorities.Count <= MaxAuthorities
            ? new DossierSettings(name, authorities, url)
            : throw new InvalidOperationException($"Timestamps:Authorities has {MaxAuthorities} addresses at most.");
    }

    /// <summary>What an authority's token is called in a pack: its number and its host, as far as a name may hold that.</summary>
    public static string TokenName(int number, Uri authority)
    {
        var host = string.Concat(authority.Host.ToLowerInvariant().Select(character => char.IsAsciiLetterOrDigit(character) || character is '.' or '-' ? character : '-'));
        var name = $"{number}-{host[..Math.Min(host.Length, 100)]}.tst";
        return ZipNames.IsName(name) ? name : $"{number}.tst";
    }

    private static Uri Parse(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && (uri.Scheme == Uri.UriSchemeHttps || uri.Scheme == Uri.UriSchemeHttp) && uri.UserInfo.Length == 0
            ? uri
            : throw new InvalidOperationException("Timestamps:Authorities is a list of http or https addresses with commas between them.");
}

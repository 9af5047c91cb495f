using Trace.Testing;

namespace Trace.Server.Tests.Accounts;

/// <summary>A line of <c>api-specs/access.csv</c>.</summary>
/// <param name="Route">Method and template.</param>
/// <param name="Credential">any; or person where an API key is not enough.</param>
/// <param name="Roles">Who is let in; <c>nobody</c> is everybody.</param>
/// <param name="OtherBrand">unknown: what is another brand's answers 404 as what nobody has; -: the route names nothing of a brand.</param>
internal sealed record AccessRule(string Route, string Credential, IReadOnlySet<string> Roles, string OtherBrand)
{
    private static readonly string[] Columns = ["nobody", "owner", "brand_admin", "brand_viewer", "factory", "inspector"];

    public string Method => Route.Split(' ')[0];

    public string Path => Route.Split(' ')[1];

    public bool EndsSession => Route is "POST /sign-out" or "DELETE /api/v1/session";

    public static IReadOnlyList<AccessRule> ReadAll() =>
        File.ReadAllLines(Repository.File("api-specs", "access.csv")).Where(line => line.Length > 0 && !line.StartsWith('#')).Skip(1).Select(Parse).ToList();

    /// <summary>401 for someone unknown, 403 for the wrong role or an API key where a person is needed.</summary>
    public string ExpectedFor(string? role, bool isPerson)
    {
        if (Roles.Contains("nobody"))
            return "let in";
        if (role == null)
            return "401";
        return Roles.Contains(role) && (isPerson || Credential == "any") ? "let in" : "403";
    }

    private static AccessRule Parse(string line)
    {
        var cells = line.Split(',');
        if (cells.Length != 3 + Columns.Length + 1)
            throw new InvalidDataException($"access.csv: {line} does not have {3 + Columns.Length + 1} cells.");
        var roles = Columns.Where((_, i) => cells[3 + i] switch
        {
            "yes" => true,
            "no" => false,
            var other => throw new InvalidDataException($"access.csv: {other} is neither yes nor no."),
        });
        return new AccessRule($"{cells[0]} {cells[1]}", cells[2], roles.ToHashSet(StringComparer.Ordinal), cells[^1]);
    }
}

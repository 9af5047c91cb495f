using Trace.Core.Enforcement;
using Trace.Server.Http;

namespace Trace.Server.Rights;

/// <summary>What the law asks of what goes out, by country, claim and right: to be read before it is written.</summary>
public static class LegalRequirementsApi
{
    public static void MapLegalRequirements(this IEndpointRouteBuilder app) =>
        app.MapGet("/api/v1/legal-requirements", Get).WithTags("Rights").RequireAuthorization(Policies.ReadingScans).WithName("GetLegalRequirements")
            .WithSummary("What the law of a country asks of a letter or a notice, with its sources; no legal advice")
            .Produces<LegalRequirementsResponse>();

    /// <summary>For the API and the console alike.</summary>
    public static Outcome<LegalRequirementsResponse> Find(string? country, string? claim, string? right, string? document)
    {
        if (!Territory.IsCountry(country))
            return new Failure("invalid_request", "`country` is the two letters of a country.");
        if (!Words.TryParse<ClaimKind>(claim, out var claimKind))
            return Unknown<ClaimKind>("claim");
        if (!Words.TryParse<RightKind>(right, out var rightKind))
            return Unknown<RightKind>("right");
        if (!Words.TryParse<OutgoingKind>(document, out var outgoing))
            return Unknown<OutgoingKind>("document");
        var law = LegalRequirements.Current;
        return new LegalRequirementsResponse(law.Version, [.. law.For(country!, claimKind, rightKind, outgoing).Select(Describe)]);
    }

    private static IResult Get(string? country, string? claim, string? right, string? document) =>
        Find(country, claim, right, document).TryGet(out var found, out var problem) ? TypedResults.Ok(found) : problem;

    private static LegalRequirement Describe(LegalLine line) => new(
        line.Id, line.Jurisdiction, line.Says, line.Law, line.Article, line.Url.AbsoluteUri, line.States, line.ExhaustedIn, line.Unverified);

    private static Failure Unknown<T>(string name)
        where T : struct, Enum => new("invalid_request", $"`{name}` is one of {string.Join(", ", Words.All<T>())}.");
}

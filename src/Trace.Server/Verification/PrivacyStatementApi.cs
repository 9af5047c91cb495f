using Trace.Server.Brands;
using Trace.Server.Listings;
using Trace.Server.Reports;
using Trace.Server.Storage;
using Trace.Server.Web.Consumer;

namespace Trace.Server.Verification;

/// <summary>What is recorded of a check, for machines; people have the page at <see cref="PrivacyStatement.PagePath"/>.</summary>
public static class PrivacyStatementApi
{
    public static void MapPrivacyStatement(this IEndpointRouteBuilder app)
    {
        app.MapGet(PrivacyStatement.DocumentPath, GetAsync).WithTags("Verification").WithName("GetPrivacyStatement")
            .WithSummary("What is recorded of a check, why, and how long")
            .AllowAnonymous()
            .Produces<PrivacyStatement>();
        app.MapMethods(PrivacyStatement.DocumentPath, [HttpMethods.Head], GetAsync).AllowAnonymous().ExcludeFromDescription();
    }

    private static async Task<IResult> GetAsync(Database database, ReportSettings reports, EnforcementSettings cases) =>
        TypedResults.Ok(PrivacyStatement.Of(Wording.English, await database.ReadAsync(BrandsStore.ListScanRetentionsAsync), reports.KeptDays, cases.KeptDays));
}

using Trace.Server.Http;

namespace Trace.Server.Storage;

/// <summary>What the deployment's secrets are sealed under, for whoever changes the master key.</summary>
public static class MasterKeyApi
{
    public static void MapMasterKey(this IEndpointRouteBuilder app) =>
        app.MapGet("/api/v1/master-key", GetAsync).WithTags("Storage").RequireAuthorization(Policies.Owner).WithName("GetMasterKey")
            .WithSummary("The master keys by fingerprint, and how many values are sealed under each")
            .Produces<MasterKeyStatus>();

    private static async Task<IResult> GetAsync(MasterKey masterKey, Resealing resealing, CancellationToken cancellationToken)
    {
        var ring = masterKey.Ring;
        var counts = await resealing.CountAsync(ring, cancellationToken);
        return TypedResults.Ok(new MasterKeyStatus(
            [.. ring.Fingerprints.Select((fingerprint, place) => new MasterKeyInfo(fingerprint, place == 0, counts[place]))],
            counts[^1]));
    }
}

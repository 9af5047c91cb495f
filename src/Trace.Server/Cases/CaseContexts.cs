using Trace.Server.Brands;
using Trace.Server.Http;
using Trace.Server.Storage;

namespace Trace.Server.Cases;

/// <summary>Opens a case with all it rests on, as that is now.</summary>
public sealed class CaseContexts(CaseSeal seal, CaseSources sources, IConfiguration configuration, TimeProvider clock)
{
    private readonly string _publicUrl = configuration["PublicUrl"]?.TrimEnd('/') ?? "";

    /// <summary>Null when the brand has no such case.</summary>
    public async Task<CaseContext?> FindAsync(Session session, long brandId, string caseId) => PublicId.TryParse(caseId, out var id) ? await FindAsync(session, brandId, id) : null;

    /// <inheritdoc cref="FindAsync(Session, long, string)"/>
    public async Task<CaseContext?> FindAsync(Session session, long brandId, long caseId)
    {
        if (await BrandCases.ReadAsync(session, brandId, caseId) is not { } parts || await BrandsStore.FindAsync(session, brandId) is not { } brand)
            return null;
        var (words, seller, today) = (seal.WordsOf(parts.Row), seal.SellerOf(parts.Row), clock.Today());
        return new CaseContext(parts, words, seller, await sources.LoadAsync(session, parts, words, seller, today), brand.Name, _publicUrl, today);
    }
}
